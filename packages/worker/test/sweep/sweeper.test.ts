import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { Peer } from '@aegis/shared/actor';
import { locateHome, savePortfolio, saveProjects } from '@aegis/shared/config';
import { createLogger } from '@aegis/shared/log';
import { until } from '@aegis/shared/testing';
import { without } from '../../src/sandbox/sandbox.ts';
import { Sweeper } from '../../src/sweep/sweeper.ts';
import { startRedis } from '../helpers/redis.ts';
import { git, makeRepository } from '../helpers/repository.ts';
import { keys } from '../helpers/scripted-master.ts';

const day = 24 * 60 * 60 * 1_000;
const log = createLogger('worker', { level: 'silent' });

test('a sweep goes by what the master says, and removes nothing while it is silent', async (t) => {
	const { path, root } = makeRepository(t);
	const redisUrl = await startRedis(t);
	const home = locateHome(join(root, 'home'));
	mkdirSync(join(home.runs, 'old'), { recursive: true });
	const project = { gid: '7', name: 'P', path, board: 'asana' as const, commanders: null };
	savePortfolio(home, { version: 1, portfolio: '9', problem: null, projects: [project], refused: [] });
	// One whose repository is gone keeps no other from being swept.
	saveProjects(home.projectsFile, [{ gid: '6', name: 'Gone', path: join(root, 'gone'), board: 'local' }]);
	git(path, 'branch', 'feat/task-1', 'main');
	git(path, 'branch', 'feat/task-2', 'main');
	const long = (Date.now() - 30 * day) / 1_000;
	for (const card of ['1', '2'])
		utimesSync(join(path, '.git', 'logs', 'refs', 'heads', 'feat', `task-${card}`), long, long);
	utimesSync(join(home.runs, 'old'), long, long);
	writeFileSync(join(home.runs, '.swept'), '');
	utimesSync(join(home.runs, '.swept'), long, long);
	const branches = (): string => git(path, 'for-each-ref', '--format=%(refname:short)', 'refs/heads/feat');

	await using peer = new Peer({ name: 'w', redisUrl, keys, log });
	peer.start();
	const env = { ...process.env, ASANA_PORTFOLIO_GID: '9' };
	const machine = { home, env, sandbox: without('the test says so'), scope: `sweeper-test-${process.pid}` };
	const options = { machine, peer, log, keepMs: 14 * day };
	const silent = new Sweeper(options);
	const swept = silent.sweep();
	const asked: unknown[] = [];
	await until(
		'the master is asked',
		async () => (await peer.redis.xlen(keys.mailbox('master', 'worker'))) > 0,
	);
	silent[Symbol.dispose]();
	await swept.catch(() => {});
	t.is(branches(), 'feat/task-1\nfeat/task-2');
	t.true(existsSync(join(home.runs, 'old')));

	await using master = new Peer({
		name: 'master',
		redisUrl,
		keys,
		log,
		onMessage: ({ message, replyTo, correlationId }) => {
			asked.push(message);
			const reply = { type: 'sweep.reply', over: ['1'], sessions: [] };
			const envelope = { id: `r${asked.length}`, v: 1, from: 'master', to: replyTo, at: 0, correlationId };
			void master.redis.xadd(
				keys.mailbox(replyTo ?? '', 'master'),
				'*',
				'e',
				JSON.stringify({ ...envelope, message: reply }),
			);
		},
	});
	master.start();
	using sweeper = new Sweeper(options);
	await sweeper.sweep();
	t.is(branches(), 'feat/task-1\nfeat/task-2', 'one sweep in some hours is enough');
	utimesSync(join(home.runs, '.swept'), long, long);

	await sweeper.sweep();

	t.is(branches(), 'feat/task-2');
	t.false(existsSync(join(home.runs, 'old')));
});
