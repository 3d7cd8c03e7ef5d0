import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test from 'ava';
import { openBill, readBill } from '../../src/simulated/bill.ts';

const who = { agent: 'Worker', card: '1', session: 's' };

test('each turn is charged when it is taken, and an agent that did not end is seen by the next while it lives', (t) => {
	const folder = mkdtempSync(join(tmpdir(), 'aegis-bill-'));
	t.teardown(() => rmSync(folder, { recursive: true }));
	const file = join(folder, 'bill.jsonl');
	process.env['AEGIS_SCOPE'] = 'home/worker-1/first';
	const first = openBill(file, who);
	first.turn(0.25);
	t.deepEqual(startOther(file, '1'), ['home/worker-1/first']);
	t.deepEqual(startOther(file, '2'), [], 'at another card it is not beside');
	first.end();
	t.deepEqual(startOther(file, '1'), [], 'those that ended or were killed are not beside');
	t.deepEqual(
		readBill(file)
			.filter(({ run }) => run === 'home/worker-1/first')
			.map(({ kind, usd }) => [kind, usd]),
		[
			['start', 0],
			['turn', 0.25],
			['end', 0],
		],
	);
});

/** Starts another agent, kills it, and says whom it found beside it. */
function startOther(file: string, card: string): readonly string[] {
	const module = pathToFileURL(join(import.meta.dirname, '../../src/simulated/bill.ts')).href;
	const code = `
		const { openBill } = await import(${JSON.stringify(module)});
		openBill(${JSON.stringify(file)}, ${JSON.stringify({ ...who, card })});
		process.kill(process.pid, 'SIGKILL');`;
	spawnSync(process.execPath, ['--input-type=module', '-e', code], {
		env: { ...process.env, AEGIS_SCOPE: `home/worker-2/${Math.random()}` },
	});
	return readBill(file).findLast(({ kind }) => kind === 'start')?.beside ?? ['none'];
}
