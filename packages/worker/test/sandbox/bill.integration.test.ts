import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { readBill } from '@aegis/agents/simulated/bill';
import { findScope, processesOf } from '@aegis/shared/process';
import { until } from '@aegis/shared/testing';
import { homeInside } from '../../src/core/bwrap-arguments.ts';
import { startScoped } from '../../src/process/scoped-process.ts';
import { without, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { realSandbox } from '../helpers/sandbox.ts';
import { simulatedClaude } from '../helpers/simulated.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const path = process.env['PATH'] ?? '/usr/bin:/bin';
let serial = 0;

/** A folder with one in it that every agent may write to. */
function makeRoot(t: ExecutionContext): string {
	const root = temporaryFolder(t);
	mkdirSync(join(root, 'world'));
	return root;
}

/** Starts agents at one card that hang until they are ended, and reads what their bill says of them. */
function openDesk(t: ExecutionContext, root: string, sandbox: Sandbox) {
	const [bill, tree] = [join(root, 'world/bill.jsonl'), join(root, 'tree')];
	mkdirSync(tree);
	const claude = JSON.parse(
		simulatedClaude(root, [{ agent: 'Worker', steps: [{ say: 'I begin.' }, { hang: true }] }]),
	) as string[];
	const format = ['--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose'];
	const argv = [...claude, '--bill', bill, '-p', ...format];
	const prompt = { type: 'user', message: { role: 'user', content: 'Aegis agent: Worker\nCard: 7 A card' } };
	return {
		/** Resolves once it is under way. */
		async start() {
			const scope = `test-${process.pid}/worker-1/bill-${++serial}`;
			const home = join(root, `home-${serial}`);
			mkdirSync(home);
			const enclosure = sandbox.enclose({ argv, path, home, cwd: tree, writable: [tree], readable: [] });
			const env = { PATH: path, HOME: enclosure === null ? home : homeInside };
			const agent = startScoped({ argv, cwd: tree, env, scope, enclosure });
			t.teardown(() => agent.clear());
			let said = '';
			for (const stream of [agent.child.stdout, agent.child.stderr])
				stream.setEncoding('utf8').on('data', (text: string) => (said += text));
			agent.child.stdin.write(`${JSON.stringify(prompt)}\n`);
			const lines = () => readBill(bill).filter(({ run }) => run === scope);
			await until('it took its turn', () => lines().some(({ kind }) => kind === 'turn'), 30_000).catch(
				(error: unknown) => t.fail(`${String(error)}: ${said}`),
			);
			return { scope, agent, beside: lines().find(({ kind }) => kind === 'start')?.beside };
		},
	};
}

async function seesBoth(t: ExecutionContext, root: string, sandbox: Sandbox): Promise<void> {
	const desk = openDesk(t, root, sandbox);
	const first = await desk.start();
	t.deepEqual(first.beside, []);
	t.true(findScope(first.scope).length > 0, 'its mark is seen from outside');
	t.true(processesOf(root).length > 0, 'it is seen to belong to the folder');

	const second = await desk.start();
	t.deepEqual(second.beside, [first.scope], 'the bill says that two were there at once');

	for (const { agent, scope } of [first, second]) {
		t.true(await agent.clear());
		t.deepEqual(findScope(scope), []);
	}
	t.deepEqual(processesOf(root), []);
	const third = await desk.start();
	t.deepEqual(third.beside, [], 'one after the other is as it should be');
}

test('two agents at one card are seen by their bill and from outside, each in a sandbox of its own', async (t) => {
	const root = makeRoot(t);
	const sandbox = await realSandbox(t, root, { share: [join(root, 'world')] });
	if (sandbox !== null) await seesBoth(t, root, sandbox);
});

test('the same without a sandbox', (t) => seesBoth(t, makeRoot(t), without('the test says so')));
