import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { takePresence } from '../../src/simulated/presence.ts';

function makeFolder(t: ExecutionContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'aegis-presence-'));
	t.teardown(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

test('whoever comes sees those that are at its card, and nobody who left', (t) => {
	const folder = join(makeFolder(t), 'present');
	const first = takePresence(folder, '1', 'home/worker-1/a@b');
	t.deepEqual(first.others, []);
	{
		using second = takePresence(folder, '1', 'home/worker-2/c');
		t.deepEqual(second.others, ['home/worker-1/a@b']);
		using elsewhere = takePresence(folder, '../1', 'home/worker-2/d');
		t.deepEqual(elsewhere.others, []);
	}
	t.deepEqual(takePresence(folder, '1', 'home/worker-1/a@b').others, ['home/worker-1/a@b'], 'of one run too');
	first[Symbol.dispose]();
});

test('of two that come at the same moment one at least sees the other; one that is stopped is there, one that was killed is not', async (t) => {
	const folder = makeFolder(t);
	const [present, gate] = [join(folder, 'present'), join(folder, 'gate')];
	const runs = ['a', 'b', 'c', 'd'];
	const agents = runs.map((run) => start(t, { present, gate, run }));
	for (const { said } of agents) t.is(await said(), 'ready');
	writeFileSync(gate, '');
	const others = new Map<string, string>();
	for (const [index, { said }] of agents.entries()) others.set(runs[index] ?? '', await said());
	const sees = (one: string, other: string): boolean => others.get(one)?.includes(other) === true;
	for (const one of runs)
		for (const other of runs.filter((run) => run > one))
			t.true(sees(one, other) || sees(other, one), `${one} and ${other}: ${JSON.stringify([...others])}`);

	const [stopped, ...killed] = agents;
	stopped?.child.kill('SIGSTOP');
	for (const { child } of killed) {
		child.kill('SIGKILL');
		await once(child, 'exit');
	}
	using late = takePresence(present, '1', 'e');
	t.deepEqual(late.others, ['a']);
});

/** A process that waits for the gate, comes, says whom it found, and stays. */
function start(t: ExecutionContext, { present, gate, run }: { present: string; gate: string; run: string }) {
	const module = pathToFileURL(join(import.meta.dirname, '../../src/simulated/presence.ts')).href;
	const code = `
		import { existsSync } from 'node:fs';
		const { takePresence } = await import(${JSON.stringify(module)});
		console.log('ready');
		while (!existsSync(${JSON.stringify(gate)}));
		console.log(JSON.stringify(takePresence(${JSON.stringify(present)}, '1', ${JSON.stringify(run)}).others));
		setInterval(() => {}, 60_000);`;
	const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	t.teardown(() => child.kill('SIGKILL'));
	const lines = child.stdout.setEncoding('utf8')[Symbol.asyncIterator]() as AsyncIterator<string>;
	let text = '';
	const said = async (): Promise<string> => {
		while (!text.includes('\n')) {
			const { value, done } = await lines.next();
			if (done === true) return text;
			text += value;
		}
		const [line = '', ...rest] = text.split('\n');
		text = rest.join('\n');
		return line;
	};
	return { child, said };
}
