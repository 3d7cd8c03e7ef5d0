/**
 * Runs all tests and ends with what failed, named again with its details, and one line that counts: `N passed, N failed`.
 *
 * The numbers come from ava's own TAP. An ava that ends badly without naming a failed test (it crashed, or found no
 * tests) counts as one failure, and its exit code is kept.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const ava = spawn('ava', ['--tap', ...process.argv.slice(2)], { stdio: ['ignore', 'pipe', 'inherit'] });
const counts = { passed: 0, failed: 0, skipped: 0 };
/** The failed tests' own lines of TAP: among thousands of lines nobody finds them, and a log's middle is often cut. */
const failures: string[] = [];
let inFailure = false;

createInterface({ input: ava.stdout }).on('line', (line) => {
	process.stdout.write(`${line}\n`);
	inFailure = /^not ok \d+/.test(line) || (inFailure && line.startsWith('  '));
	if (inFailure) failures.push(line);
	if (/^ok \d+/.test(line)) counts[/ # (SKIP|TODO)\b/i.test(line) ? 'skipped' : 'passed'] += 1;
	if (/^not ok \d+/.test(line)) counts[/ # TODO\b/i.test(line) ? 'skipped' : 'failed'] += 1;
});
ava.once('error', (error) => process.stderr.write(`${error.message}\n`));
ava.once('close', (code, signal) => {
	const exitCode = code ?? 1;
	if (signal !== null) process.stderr.write(`ava was ended by ${signal}\n`);
	if (exitCode !== 0 && counts.failed === 0) counts.failed = 1;
	if (failures.length > 0) process.stdout.write(`\nfailed:\n${failures.join('\n')}\n\n`);
	if (counts.skipped > 0) process.stdout.write(`${counts.skipped} skipped\n`);
	process.stdout.write(`${counts.passed} passed, ${counts.failed} failed\n`);
	process.exitCode = counts.failed > 0 && exitCode === 0 ? 1 : exitCode;
});
