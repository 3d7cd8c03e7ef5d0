import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

/**
 * Asks the registry which of the locked packages have known faults: exit 1 when one that is shipped has a high or
 * critical one. A registry that cannot be asked, or does not offer this, is said and fails nothing: it tells nothing
 * about the packages.
 */

const root = resolve(import.meta.dirname, '..');

interface Report {
	readonly metadata?: { readonly vulnerabilities?: Readonly<Record<string, number>> };
}

const text = await new Promise<string>((done) => {
	const args = ['audit', '--prod', '--json'];
	execFile('pnpm', args, { cwd: root, timeout: 60_000, maxBuffer: 64 * 1024 * 1024 }, (_error, stdout) =>
		done(stdout),
	);
});
const counts = readCounts(text);
if (counts === null) {
	process.stderr.write('audit: the registry could not be asked for known faults; nothing was looked at\n');
} else {
	const all = Object.entries(counts).map(([severity, count]) => `${count} ${severity}`);
	process.stderr.write(`audit: ${all.join(', ')}\n`);
	const bad = (counts['high'] ?? 0) + (counts['critical'] ?? 0);
	if (bad > 0) process.stderr.write('audit: `pnpm audit --prod` names them\n');
	process.exitCode = bad > 0 ? 1 : 0;
}

function readCounts(answer: string): Readonly<Record<string, number>> | null {
	try {
		return (JSON.parse(answer) as Report).metadata?.vulnerabilities ?? null;
	} catch {
		return null;
	}
}
