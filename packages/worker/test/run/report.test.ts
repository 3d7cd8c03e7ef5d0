import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { createLogger } from '@aegis/shared/log';
import { RunReport } from '../../src/run/report.ts';

test('a run keeps what its agent was told and what its checks gave, for nobody else to read', (t) => {
	const folder = mkdtempSync(join(tmpdir(), 'aegis-report-'));
	t.teardown(() => rmSync(folder, { recursive: true }));
	const seen: string[] = [];
	using report = new RunReport({
		folder,
		log: createLogger('worker', { level: 'silent' }),
		onProgress: () => {},
		onText: (text) => seen.push(text),
	});
	const prompt = `Do it. ${'x'.repeat(50_000)}`;
	report.prompt(prompt);
	report.checked('worktree', { command: 'npm test', exitCode: 1, durationMs: 1_240, tail: 'not ok 1' });
	report.checked('merge', { command: 'npm test', exitCode: 0, durationMs: 900, tail: 'ok 1' });

	t.is(readFileSync(join(folder, 'prompt.md'), 'utf8'), prompt);
	const checks = readFileSync(join(folder, 'checks.jsonl'), 'utf8').trim().split('\n');
	t.like(
		checks.map((line) => JSON.parse(line) as object),
		[
			{ where: 'worktree', exitCode: 1, tail: 'not ok 1' },
			{ where: 'merge', exitCode: 0 },
		],
	);
	t.deepEqual(seen, ['npm test failed with exit code 1 after 1.2 s', 'npm test passed in 0.9 s']);
	for (const name of ['prompt.md', 'checks.jsonl', 'transcript.jsonl'])
		t.is(statSync(join(folder, name)).mode & 0o777, 0o600, name);
});
