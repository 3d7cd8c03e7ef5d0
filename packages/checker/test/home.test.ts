import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { locateHome, saveProjects } from '@aegis/shared/config';
import { EffectLog, stampEffect, watchNewest, type NewEffect } from '@aegis/shared/effects';
import { createLogger } from '@aegis/shared/log';
import { locateStore, Store } from '@aegis/shared/store';
import test, { type ExecutionContext } from 'ava';
import { sql } from 'kysely';
import { checkHome } from '../src/home.ts';

interface Card {
	readonly standing: string;
	readonly section: string;
	readonly spentUsd: number;
	readonly reason?: string;
}

/** An installation with one card and what its services have told. */
async function makeHome(
	t: ExecutionContext,
	told: { master: NewEffect[]; worker?: NewEffect[]; card?: Partial<Card>; cost?: number },
) {
	const root = mkdtempSync(join(tmpdir(), 'aegis-checker-'));
	t.teardown(() => rmSync(root, { recursive: true, force: true }));
	const home = locateHome(root);
	const at = locateStore({ databaseUrl: undefined, file: home.masterDb, schema: 'aegis_master' });
	const store = await Store.open<object>(at, []);
	const { db } = store;
	await sql`create table card (gid text, state text, standing text, reason text, completed int, present int)`.execute(
		db,
	);
	await sql`create table run (run_id text, card_gid text, epoch int, state text, cost_usd real, finished_at int)`.execute(
		db,
	);
	await sql`create table effect (seq integer primary key, body text)`.execute(db);
	for (const [place, effect] of told.master.entries()) {
		const now = stampEffect('master', effect);
		// A minute between them, all of them before now.
		const ago = (told.master.length - place) * 60_000;
		const body = JSON.stringify({ ...now, at: now.at - ago, mono: now.mono - ago });
		await sql`insert into effect (body) values (${body})`.execute(db);
	}
	const card: Card = { standing: 'idle', section: 'Done', spentUsd: 0.1, ...told.card };
	const state = { epoch: 1, spentUsd: card.spentUsd, place: { section: card.section } };
	const reason = card.reason === undefined ? null : JSON.stringify({ code: card.reason });
	await sql`insert into card values ('7', ${JSON.stringify(state)}, ${card.standing}, ${reason}, 0, 1)`.execute(
		db,
	);
	await sql`insert into run values ('r1', '7', 1, 'finished', ${told.cost ?? 0.1}, ${Date.now()})`.execute(
		db,
	);
	await store[Symbol.asyncDispose]();
	const log = createLogger('test', { level: 'silent' });
	using effects = new EffectLog({ folder: home.effects, service: 'worker-1', log });
	for (const effect of told.worker ?? []) effects.record(effect);
	return { home, check: (more: object = {}) => checkHome({ ...asked(home), ...more }) };
}

function asked(home: ReturnType<typeof locateHome>) {
	return { home, databaseUrl: undefined, settled: true, now: Date.now() };
}

const card = '7';
const ids = { card, run: 'r1', epoch: 1 };
const reserve: NewEffect = { kind: 'reserve', ...ids, usd: 1, spentUsd: 0, capUsd: 1 };
const settle: NewEffect = { kind: 'settle', card, run: 'r1', usd: 0.1, known: true };
const master: NewEffect[] = [{ kind: 'epoch', card, epoch: 1 }, reserve, settle];
const worker: NewEffect[] = [
	{ kind: 'spawn', ...ids, worker: 'worker-1' },
	{ kind: 'dead', card, run: 'r1' },
	{ kind: 'reported', card, run: 'r1', usd: 0.1 },
];

test('a home where all is well breaks nothing', async (t) => {
	const { check } = await makeHome(t, { master, worker });
	const report = await check();
	t.deepEqual(report.violations, []);
	t.deepEqual([report.cards, report.runs, report.effects], [1, 1, 6]);
	t.deepEqual(report.unseen, []);
});

test('an agent nothing was reserved for', async (t) => {
	const { check } = await makeHome(t, {
		master,
		worker: [...worker, { kind: 'spawn', ...ids, run: 'r2', worker: 'worker-1' }],
	});
	const { violations } = await check();
	t.like(violations, [{ promise: 'P3', card: '7', run: 'r2' }]);
});

test('books that hold less than the runs cost', async (t) => {
	const { check } = await makeHome(t, { master, worker, card: { spentUsd: 0.05 } });
	t.like((await check()).violations, [{ promise: 'P3', card: '7' }]);
	const other = await makeHome(t, { master, worker, cost: 0.3, card: { spentUsd: 0.3 } });
	const [wrong, ...more] = (await other.check()).violations;
	t.regex(wrong?.what ?? '', /settled at 0.1/);
	t.deepEqual(more, []);
});

test('a card with nothing to wait for, or that waits for ever', async (t) => {
	const lost = await makeHome(t, { master, worker, card: { section: 'Review' } });
	t.like((await lost.check()).violations, [{ promise: 'P1', card: '7' }]);
	const ready = await makeHome(t, { master, worker, card: { section: 'Review', standing: 'ready' } });
	t.is((await ready.check()).violations.length, 1);
	t.deepEqual((await ready.check({ settled: false })).violations, []);
	const asks = { section: 'Merging', standing: 'waiting', reason: 'awaiting-approval' };
	t.deepEqual((await (await makeHome(t, { master, worker, card: asks })).check()).violations, []);
});

test('main holds a commit of a run that nobody told of', async (t) => {
	const { home, check } = await makeHome(t, { master, worker });
	const path = join(home.root, 'repository');
	mkdirSync(path);
	const git = (...args: string[]): string =>
		execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.test', ...args], {
			cwd: path,
			encoding: 'utf8',
		}).trim();
	git('init', '-q', '-b', 'main');
	git('commit', '-q', '--allow-empty', '-m', 'First');
	saveProjects(home.projectsFile, [{ gid: '1', name: 'P', path, board: 'local' }]);
	t.deepEqual((await check()).violations, []);
	git('commit', '-q', '--allow-empty', '-m', 'Merged\n\nAegis-Card: 7\nAegis-Run: r1');
	t.like((await check()).violations, [{ promise: 'P6', card: '7', run: 'r1' }]);
	// Its maker told that it was about to land it, and died before it could say that it had.
	using effects = new EffectLog({
		folder: home.effects,
		service: 'worker-2',
		log: createLogger('test', { level: 'silent' }),
	});
	const [tree, mainAfter] = [git('rev-parse', 'HEAD^{tree}'), git('rev-parse', 'HEAD')];
	effects.record({ kind: 'landing', ...ids, head: 'h', tree, mainAfter });
	t.deepEqual(
		(await check()).violations.map(({ promise }) => promise),
		['P5', 'P6'],
	);
});

test('turns on the bill: after the reservation was used up, and beside another agent', async (t) => {
	const { home, check } = await makeHome(t, { master, worker });
	const bill = join(home.root, 'bill.jsonl');
	const line = (usd: number, beside: string[] = []): string =>
		JSON.stringify({
			at: Date.now() - 90_000,
			kind: beside.length > 0 ? 'start' : 'turn',
			run: 'x/w/r1',
			usd,
			beside,
		});
	writeFileSync(bill, `${line(2)}\n${line(0.1)}\n`);
	const dear = await check({ bill });
	t.deepEqual(
		dear.violations.map(({ promise }) => promise),
		['P4'],
	);
	t.true(Math.abs((dear.unrecordedUsd ?? 0) - 2) < 1e-9);
	writeFileSync(bill, `${line(0, ['x/w/r0'])}\n${line(0.1)}\n{"at":`);
	t.like((await check({ bill })).violations, [{ promise: 'P2', run: 'r1' }]);
});

test('a store of an earlier version is not looked at', async (t) => {
	const root = mkdtempSync(join(tmpdir(), 'aegis-checker-'));
	t.teardown(() => rmSync(root, { recursive: true, force: true }));
	const home = locateHome(root);
	const at = locateStore({ databaseUrl: undefined, file: home.masterDb, schema: 'aegis_master' });
	await (await Store.open<object>(at, []))[Symbol.asyncDispose]();
	t.deepEqual((await checkHome(asked(home))).unseen, ['the master’s store']);
});

test('a home without a store says what could not be looked at', async (t) => {
	const root = mkdtempSync(join(tmpdir(), 'aegis-checker-'));
	t.teardown(() => rmSync(root, { recursive: true, force: true }));
	const report = await checkHome(asked(locateHome(root)));
	t.deepEqual(report.violations, []);
	t.deepEqual(report.unseen, ['the master’s store']);
});

test('a log that was rewritten, or whose end the master saw and nobody finds, is a violation', async (t) => {
	const { home, check } = await makeHome(t, { master, worker });
	const file = join(home.effects, 'worker-1.jsonl');
	const whole = readFileSync(file, 'utf8');
	writeFileSync(file, whole.replace('"kind":"dead"', '"kind":"dead" '));
	t.like((await check()).violations, [{ promise: 'log' }]);
	writeFileSync(file, whole);

	const at = locateStore({ databaseUrl: undefined, file: home.masterDb, schema: 'aegis_master' });
	const store = await Store.open<object>(at, []);
	await sql`create table log_head (service text, link text, at int)`.execute(store.db);
	const newest = watchNewest(home.effects)().get('worker-1') ?? '';
	await sql`insert into log_head values ('worker-1', ${newest}, 1)`.execute(store.db);
	await store[Symbol.asyncDispose]();
	t.deepEqual((await check()).violations, []);
	rmSync(file);
	t.like((await check()).violations, [{ promise: 'log' }]);
});

test('a commit that nobody landed is named, on the remote too, and a forged one is a violation', async (t) => {
	const { home, check } = await makeHome(t, { master, worker });
	const path = join(home.root, 'repository');
	const remote = join(home.root, 'remote.git');
	const run = (cwd: string, ...args: string[]): string =>
		execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.test', ...args], {
			cwd,
			encoding: 'utf8',
		}).trim();
	run(home.root, 'init', '-q', '-b', 'main', path);
	run(path, 'commit', '-q', '--allow-empty', '-m', 'First');
	run(path, 'commit', '-q', '--allow-empty', '-m', 'Landed\n\nAegis-Card: 7\nAegis-Run: r1');
	run(home.root, 'clone', '-q', '--bare', path, remote);
	run(path, 'remote', 'add', 'origin', remote);
	const project = { gid: '1', name: 'P', path, board: 'local' as const, settings: { remote: 'origin' } };
	saveProjects(home.projectsFile, [project]);
	using effects = new EffectLog({
		folder: home.effects,
		service: 'worker-2',
		log: createLogger('test', { level: 'silent' }),
	});
	const [tree, mainAfter] = [run(path, 'rev-parse', 'HEAD^{tree}'), run(path, 'rev-parse', 'HEAD')];
	effects.record({ kind: 'tested', card: '7', tree });
	effects.record({ kind: 'merge', ...ids, head: 'h', tree, mainAfter, auto: true });
	t.deepEqual((await check()).violations, []);

	const other = join(home.root, 'other');
	run(home.root, 'clone', '-q', remote, other);
	run(other, 'commit', '-q', '--allow-empty', '-m', 'Mine');
	run(other, 'push', '-q', 'origin', 'main');
	const report = await check();
	t.deepEqual(report.violations, []);
	t.regex(report.beside.join(), /main on origin holds .* “Mine” by A <a@example.test>: not by Aegis/);
	saveProjects(home.projectsFile, [{ ...project, protected_main: true }]);
	t.like((await check()).violations, [{ promise: 'P6' }]);
	saveProjects(home.projectsFile, [project]);

	effects.record({ kind: 'commit', ...ids, head: run(other, 'rev-parse', 'HEAD') });
	t.regex((await check()).violations[0]?.what ?? '', /a run’s work that nobody landed/);
	run(other, 'reset', '-q', '--hard', 'HEAD~2');
	run(other, 'push', '-q', '--force', 'origin', 'main');
	run(path, 'reset', '-q', '--hard', 'HEAD~1');
	t.regex((await check()).violations[0]?.what ?? '', /landed and is not on main any more/);
});
