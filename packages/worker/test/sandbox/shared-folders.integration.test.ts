import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { locateHome } from '@aegis/shared/config';
import { homeInside } from '../../src/core/bwrap-arguments.ts';
import { runCommand } from '../../src/process/command.ts';
import { openSandbox } from '../../src/sandbox/sandbox.ts';
import { realSandbox } from '../helpers/sandbox.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const path = process.env['PATH'] ?? '/usr/bin:/bin';

test('a file that a command line names can be read, and is not laid over a folder that may be written', async (t) => {
	const root = temporaryFolder(t);
	const at = (name: string): string => join(root, name);
	for (const name of ['tree', 'own', 'shared', 'elsewhere']) mkdirSync(at(name));
	const [inShared, inTree, elsewhere] = [at('shared/bill'), at('tree/notes'), at('elsewhere/scenario')];
	for (const file of [inShared, inTree, elsewhere]) writeFileSync(file, 'before\n');
	const link = at('elsewhere/link');
	symlinkSync(inShared, link);
	const sandbox = await realSandbox(t, root, { share: [at('shared')] });
	if (sandbox === null) return;
	const enclosure = sandbox.enclose({
		argv: ['/bin/sh', inShared, inTree, elsewhere, link],
		path,
		home: at('own'),
		cwd: at('tree'),
		writable: [at('tree')],
		readable: [],
	});

	const report = await runCommand({
		command: [
			'set -e',
			`cat ${elsewhere} ${link}`,
			`echo more >>${inShared}; echo more >>${inTree}`,
			// A mount would hold it fast.
			`mv ${inShared} ${inShared}.old; cp ${inShared}.old ${inShared}; rm ${inShared}.old`,
			`(echo more >>${elsewhere}) 2>/dev/null || echo closed`,
		].join('\n'),
		cwd: at('tree'),
		env: { PATH: path, HOME: homeInside },
		scope: `test-${process.pid}/named-files`,
		enclosure,
		timeoutMs: 60_000,
		signal: AbortSignal.timeout(60_000),
	});

	t.deepEqual([report.exitCode, report.tail], [0, 'before\nbefore\nclosed\n']);
	t.is(readFileSync(inShared, 'utf8'), 'before\nmore\n');
	t.is(readFileSync(inTree, 'utf8'), 'before\nmore\n');
	t.is(readFileSync(elsewhere, 'utf8'), 'before\n');
});

test('a shared folder that is not there is refused: runs do not go on without a sandbox for it', async (t) => {
	const root = temporaryFolder(t);
	const share = [root, join(root, 'mistyped')];
	const options = { home: locateHome(join(root, 'home')), show: [], share };

	for (const wish of ['preferred', 'required'] as const)
		await t.throwsAsync(openSandbox({ ...options, wish }), {
			code: 'CONFIG_INVALID',
			message: /AEGIS_SANDBOX_SHARE.*mistyped/,
		});
	t.like(await openSandbox({ ...options, wish: 'off' }), { mode: 'none' });
});
