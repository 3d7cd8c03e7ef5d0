import type { ExecutionContext } from 'ava';
import { snapshot } from '@aegis/shared/testing';
import { newCard, type CardState } from '../../src/core/card/card-state.ts';
import type { CardRecord, MasterStore, MasterTx } from '../../src/store/master-store.ts';
import type { RunRow } from '../../src/store/tables.ts';

const projectGid = 'p1';

/** A new, empty store of the kind under test. */
export type OpenMasterStore = () => Promise<{ readonly store: MasterStore } & AsyncDisposable>;

type AddTest = (title: string, body: (t: ExecutionContext) => Promise<void>) => void;

/**
 * What every store of a master must do, whatever it is made of. An implementation's test calls this once.
 */
export function testMasterStore(test: AddTest, name: string, open: OpenMasterStore): void {
	const on = (title: string, body: (t: ExecutionContext, store: MasterStore) => Promise<void>): void =>
		test(`${name}: ${title}`, async (t) => {
			await using opened = await open();
			await body(t, opened.store);
		});

	on('a card is found as it was put, and a later one replaces it', async (t, store) => {
		const one = record('c1');
		await store.transact(({ cards }) => cards.put(one));
		t.deepEqual(await inside(store, ({ cards }) => cards.load('c1')), one.state);
		t.is(await inside(store, ({ cards }) => cards.load('c2')), null);
		t.like(await inside(store, ({ cards }) => cards.standing('c1')), { standing: 'idle', reason: null });
		const next: CardState = { ...one.state, epoch: 7 };
		await store.transact(({ cards }) =>
			cards.put({ ...one, state: next, standing: 'ready', agent: 'Worker' }),
		);
		t.is((await inside(store, ({ cards }) => cards.load('c1')))?.epoch, 7);
		await store.transact(({ cards }) => cards.putState('c1', { ...next, epoch: 8 }));
		t.is((await inside(store, ({ cards }) => cards.load('c1')))?.epoch, 8);
		t.like(await inside(store, ({ cards }) => cards.standing('c1')), { standing: 'ready' }, 'columns stay');
	});

	on('a transaction that throws leaves nothing, an attempt that throws leaves the rest', async (t, store) => {
		await t.throwsAsync(
			store.transact(async ({ cards }) => {
				await cards.put(record('c1'));
				throw new Error('no');
			}),
			{ message: 'no' },
		);
		t.is(await inside(store, ({ cards }) => cards.load('c1')), null);
		await store.transact(async (tx) => {
			await tx.cards.put(record('kept'));
			await t.throwsAsync(
				tx.attempt(async () => {
					await tx.cards.put(record('undone'));
					await tx.cards.setAside('kept', { reason: '"x"', now: 1, wakeAt: 2 });
					throw new Error('never mind');
				}),
				{ message: 'never mind' },
			);
			await tx.attempt(() => tx.cards.put(record('also')));
		});
		t.deepEqual(await inside(store, gidsOf), ['also', 'kept']);
		t.like(await inside(store, ({ cards }) => cards.standing('kept')), { standing: 'idle' });
	});

	on('ready cards come in order, each group on its own', async (t, store) => {
		const ready = { standing: 'ready', agent: 'Worker', ready_since: 5 } as const;
		await put(store, [
			record('late', { ...ready, ready_since: 9 }),
			record('early', ready),
			record('urgent', { ...ready, priority: 0, ready_since: 99 }),
			record('due', { ...ready, due_on: '2030-01-01', ready_since: 98 }),
			record('first', { ...ready, rank: 1, ready_since: 97 }),
			record('other', { ...ready, agent: 'Triage' }),
			record('elsewhere', { ...ready, project_gid: 'p2' }),
			record('waiting', { standing: 'waiting' }),
		]);
		const gids = await inside(store, async ({ cards }) =>
			(await cards.ready(projectGid, 'Worker', 10)).map(gidOf),
		);
		t.deepEqual(gids, ['urgent', 'due', 'first', 'early', 'late']);
		t.is((await inside(store, ({ cards }) => cards.ready(projectGid, 'Worker', 2))).length, 2);
		const groups = await inside(store, ({ cards }) => cards.readyGroups());
		t.deepEqual(groups.map(({ project_gid: gid, agent }) => `${gid} ${agent}`).toSorted(), [
			'p1 Triage',
			'p1 Worker',
			'p2 Worker',
		]);
	});

	on('a reason is noted on a whole group, keeps since when, and shows while it lasts', async (t, store) => {
		const ready = { standing: 'ready', agent: 'Worker', ready_since: 5 } as const;
		await put(store, [record('a', ready), record('b', ready), record('c', { ...ready, agent: 'Triage' })]);
		await store.transact(({ cards }) => cards.noteReason(projectGid, 'Worker', '"full"', 100));
		await store.transact(({ cards }) => cards.noteReason(projectGid, 'Worker', '"full"', 200));
		const found = (after: number, before: number) =>
			inside(store, async ({ cards }) => (await cards.reasonsBetween(after, before)).map(gidOf).toSorted());
		t.deepEqual(await found(0, 150), ['a', 'b']);
		t.deepEqual(await found(0, 100), [], 'before is excluded');
		t.deepEqual(await found(100, 150), [], 'after is excluded');
		await store.transact(({ cards }) => cards.noteReason(projectGid, 'Worker', '"paused"', 300));
		t.deepEqual(await found(200, 400), ['a', 'b']);
	});

	on('what is due is found, and what waits can be made due', async (t, store) => {
		await put(store, [
			record('soon', { standing: 'waiting', wake_at: 10 }),
			record('later', { standing: 'waiting', wake_at: 20 }),
			record('idle'),
			record('far', { standing: 'ready', project_gid: 'p2', agent: 'Worker' }),
		]);
		const due = (now: number, limit = 10) =>
			inside(store, async ({ cards }) => (await cards.due(now, limit)).toSorted());
		t.deepEqual(await due(9), []);
		t.deepEqual(await due(10), ['soon']);
		t.is((await due(20, 1)).length, 1);
		await store.transact(({ cards }) => cards.markDue('p2', 5));
		t.deepEqual(await due(5), ['far']);
		await store.transact(({ cards }) => cards.markDue(null, 4));
		t.deepEqual(await due(4), ['far', 'later', 'soon'], 'what rests is left alone');
		await store.transact(({ cards }) => cards.setAside('soon', { reason: '"r"', now: 1, wakeAt: 50 }));
		t.deepEqual(await due(4), ['far', 'later']);
	});

	on('a time with a fraction of a millisecond is the next whole one', async (t, store) => {
		await put(store, [
			record('put', { standing: 'waiting', wake_at: 10.2, rank: 0.5 }),
			record('aside', { standing: 'waiting' }),
			record('ready', { standing: 'ready', agent: 'Worker' }),
		]);
		await store.transact(({ cards }) => cards.setAside('aside', { reason: '"r"', now: 1.5, wakeAt: 20.7 }));
		await store.transact(({ cards }) => cards.noteReason(projectGid, 'Worker', '"full"', 100.4));
		const due = (now: number) => inside(store, async ({ cards }) => (await cards.due(now, 10)).toSorted());
		t.deepEqual(await due(10), []);
		t.deepEqual(await due(11), ['put']);
		t.deepEqual(await due(21), ['aside', 'put']);
		t.is((await inside(store, ({ cards }) => cards.standing('ready')))?.reason_since, 101);
		await store.transact(({ runs }) => runs.insert(run('r1', { queued_at: 4.5, cost_usd: 0.25 })));
		await store.transact(({ runs }) => runs.update('r1', { finished_at: 8.1 }));
		t.like(await inside(store, ({ runs }) => runs.load('r1')), {
			queued_at: 5,
			finished_at: 9,
			cost_usd: 0.25,
		});
	});

	on('cards of a board, their neighbours, dependents and names', async (t, store) => {
		await put(store, [
			record('a', { changed_at: 1 }),
			record('b', { changed_at: 3, name: 'B', completed: 1 }),
			record('c', { changed_at: 2 }),
			record('gone', { present: 0 }),
			record('elsewhere', { project_gid: 'p2', standing: 'active' }),
		]);
		t.deepEqual(await inside(store, gidsOf), ['a', 'b', 'c']);
		t.is((await inside(store, ({ cards }) => cards.statesIn(projectGid))).length, 4);
		const near = await inside(store, ({ cards }) => cards.neighboursOf('a', projectGid, 10));
		t.deepEqual(near.map(gidOf), ['b', 'c'], 'those changed last first');
		t.is(near[0]?.state?.gid, 'b');
		t.like(await inside(store, ({ cards }) => cards.named(['b', 'nobody'])), {
			0: { gid: 'b', name: 'B', completed: 1, present: 1 },
			length: 1,
		});
		t.deepEqual((await inside(store, ({ cards }) => cards.active())).map(gidOf), ['elsewhere']);
		const dependsOn = (gids: readonly string[]) =>
			store.transact(({ cards }) =>
				cards.putDependencies(
					snapshot({ gid: 'c', projectGid, dependencies: gids.map((gid) => ({ gid, completed: false })) }),
				),
			);
		await dependsOn(['a', 'b']);
		t.deepEqual(await inside(store, ({ cards }) => cards.dependentsOf('b')), ['c']);
		await dependsOn(['a']);
		t.deepEqual(await inside(store, ({ cards }) => cards.dependentsOf('b')), []);
	});

	on('runs are written down once, changed, and found by worker, project and state', async (t, store) => {
		await store.transact(async ({ runs }) => {
			await runs.insert(run('r1', { queued_at: 20 }));
			await runs.insert(run('r2', { queued_at: 10, state: 'running', worker_id: 'w', session_id: 's' }));
		});
		await t.throwsAsync(store.transact(({ runs }) => runs.insert(run('r1'))));
		t.deepEqual(
			(await inside(store, ({ runs }) => runs.open())).map(runIdOf),
			['r2', 'r1'],
			'the oldest first',
		);
		t.deepEqual((await store.runs.runningOf('w')).map(runIdOf), ['r2']);
		t.is(await inside(store, ({ runs }) => runs.lastStart(projectGid)), 20);
		t.is(await inside(store, ({ runs }) => runs.lastStart('p2')), 0);
		await store.transact(({ runs }) =>
			runs.update('r2', { state: 'finished', cost_usd: 1.5, cost_known: 0 }),
		);
		t.like(await inside(store, ({ runs }) => runs.load('r2')), { cost_usd: 1.5, worker_id: 'w' });
		t.is(await inside(store, ({ runs }) => runs.load('r3')), null);
		t.deepEqual((await store.runs.runningOf('w')).map(runIdOf), []);
		t.like(await store.runs.ends(['r2', 'r3']), { 0: { state: 'finished', cost_known: 0 }, length: 1 });
		t.deepEqual(await store.runs.ends([]), []);
	});

	on('what was spent since a time is told by project and author', async (t, store) => {
		const done = { state: 'finished', cost_usd: 0.5 } as const;
		await store.transact(async ({ runs }) => {
			await runs.insert(run('before', { ...done, finished_at: 99 }));
			await runs.insert(run('r1', { ...done, finished_at: 100 }));
			await runs.insert(run('r2', { ...done, finished_at: 101, cost_usd: 0.25 }));
			await runs.insert(run('r3', { ...done, finished_at: 101, author_gid: 'anna' }));
			await runs.insert(run('r4', { ...done, finished_at: 101, project_gid: 'p2' }));
			await runs.insert(run('open', { state: 'running', cost_usd: 7 }));
		});
		const lines = await inside(store, ({ runs }) => runs.spentSince(100));
		const told = lines.map((line) => `${line.project_gid} ${String(line.author_gid)} ${line.usd}`);
		t.deepEqual(told.toSorted(), ['p1 anna 0.5', 'p1 null 0.75', 'p2 null 0.5']);
	});

	on('what is over, and which sessions may still be gone on with', async (t, store) => {
		await put(store, [
			record('done', { completed: 1, changed_at: 5 }),
			record('fresh', { completed: 1, changed_at: 50 }),
			record('busy', { completed: 1, changed_at: 5 }),
			record('open', { changed_at: 5 }),
		]);
		await store.transact(async ({ runs }) => {
			await runs.insert(run('r1', { card_gid: 'busy' }));
			await runs.insert(run('r2', { card_gid: 'open', state: 'finished', session_id: 's-open' }));
			await runs.insert(run('r3', { card_gid: 'done', state: 'finished', session_id: 's-done' }));
		});
		const gids = ['done', 'fresh', 'busy', 'open', 'nobody'];
		t.deepEqual(await inside(store, ({ cards }) => cards.over(projectGid, gids, 10)), ['done']);
		t.deepEqual(await inside(store, ({ runs }) => runs.sessionsToKeep(10)), ['s-open']);
	});

	on('of pauses the widest holds, and the first keeps who set it', async (t, store) => {
		const find = () => inside(store, ({ pauses }) => pauses.findFor(projectGid, 'c1'));
		t.is(await find(), null);
		await store.transact(async ({ pauses }) => {
			await pauses.put({ scope: 'card', gid: 'c1' }, 'Ada', 1);
			await pauses.put({ scope: 'project', gid: projectGid }, 'Bob', 2);
			await pauses.put({ scope: 'project', gid: projectGid }, 'Eve', 3);
		});
		t.deepEqual(await find(), { scope: 'project', gid: projectGid, by: 'Bob' });
		await store.transact(({ pauses }) => pauses.remove({ scope: 'project', gid: projectGid }));
		t.like(await find(), { scope: 'card', by: 'Ada' });
		t.is(await inside(store, ({ pauses }) => pauses.findFor('p2', 'c2')), null);
	});

	on('a receipt is kept once', async (t, store) => {
		const receipt = {
			orderId: 'o',
			cardGid: null,
			kind: 'pause',
			by: 'Ada',
			at: 1,
			accepted: true,
			text: 'Yes.',
		};
		await store.transact(({ receipts }) => receipts.put(receipt));
		await store.transact(({ receipts }) => receipts.put({ ...receipt, text: 'No.' }));
		t.like(await inside(store, ({ receipts }) => receipts.find('o')), { text: 'Yes.', accepted: true });
		t.is(await inside(store, ({ receipts }) => receipts.find('x')), null);
	});
}

function inside<Result>(store: MasterStore, look: (tx: MasterTx) => Promise<Result>): Promise<Result> {
	return store.transact(look);
}

async function put(store: MasterStore, records: readonly CardRecord[]): Promise<void> {
	await store.transact(async ({ cards }) => {
		for (const one of records) await cards.put(one);
	});
}

async function gidsOf({ cards }: MasterTx): Promise<string[]> {
	return (await cards.presentIn(projectGid)).toSorted();
}

function gidOf({ gid }: { readonly gid: string }): string {
	return gid;
}

function runIdOf(row: RunRow): string {
	return row.run_id;
}

function record(gid: string, change: Partial<CardRecord> = {}): CardRecord {
	return {
		gid,
		project_gid: projectGid,
		state: newCard(snapshot({ gid, projectGid }), 0),
		name: gid,
		standing: 'idle',
		agent: null,
		reason: null,
		reason_since: null,
		wake_at: null,
		ready_since: null,
		priority: 2,
		rank: Number.MAX_SAFE_INTEGER,
		due_on: '9999-12-31',
		completed: 0,
		present: 1,
		changed_at: 1,
		...change,
	};
}

function run(runId: string, change: Partial<RunRow> = {}): RunRow {
	return {
		run_id: runId,
		card_gid: 'c1',
		card_name: 'C',
		project_gid: projectGid,
		agent: 'Worker',
		author_gid: null,
		epoch: 1,
		attempt: 1,
		state: 'queued',
		worker_id: null,
		incarnation: null,
		reserved_usd: 2,
		cost_usd: 0,
		cost_known: 1,
		outcome: null,
		message: null,
		session_id: null,
		activity: null,
		queued_at: 1,
		started_at: null,
		finished_at: null,
		tokens: null,
		models: null,
		stop_why: null,
		...change,
	};
}
