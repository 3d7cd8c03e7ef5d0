import { snapshot } from '@aegis/shared/testing';
import type { ExecutionContext, TestFn } from 'ava';
import type { BoardWrite, ProjectEdit, ProjectFacts } from '../../src/shell.ts';

/** A store of facts as one test opens it. */
export interface OpenedFacts {
	readonly facts: ProjectFacts;
	readonly edit: <Result>(body: (tx: ProjectEdit) => Promise<Result>) => Promise<Result>;
}

function write(seq: number, cardGid = '1', section?: 'Planning'): BoardWrite {
	const change = section === undefined ? { costUsd: seq } : { section };
	return { projectGid: 'p', cardGid, seq, epoch: 1, expectSection: null, change, comment: null };
}

/** What every store of a project's facts must do. `test.serial` and the rest are the caller's. */
export function testProjectFacts(test: TestFn, open: (t: ExecutionContext) => Promise<OpenedFacts>): void {
	test('commands are given out in order, a missing one is waited for, a done one takes those before it along', async (t) => {
		const { facts, edit } = await open(t);
		await edit(async (tx) => {
			await tx.addWrite(write(2), 1_000);
			await tx.addWrite(write(2), 2_000);
		});
		t.deepEqual(await facts.nextWrites('1', 1_000), { kind: 'gap', waitMs: 15_000 });
		t.like(await facts.nextWrites('1', 16_000), { kind: 'writes' });
		await edit((tx) => tx.addWrite(write(1), 3_000));
		const next = await facts.nextWrites('1', 3_000);
		t.deepEqual(next?.kind === 'writes' && next.writes.map(({ seq }) => seq), [1, 2]);
		await edit((tx) => tx.finishWrite(write(2), { outcome: 'applied', at: 4_000 }));
		t.is(await facts.loadAppliedSeq('1'), 2);
		t.is(await facts.nextWrites('1', 5_000), null);
		t.deepEqual(await facts.listWrites(), []);
	});

	test('a move of ours is remembered until it was seen, unless it was refused', async (t) => {
		const { edit } = await open(t);
		await edit(async (tx) => {
			await tx.finishWrite(write(1, '1', 'Planning'), { outcome: 'refused', at: 1 });
			await tx.finishWrite(write(2, '1', 'Planning'), { outcome: 'applied', at: 2 });
			await tx.finishWrite(write(1, '2', 'Planning'), { outcome: 'applied', at: 2 });
		});
		t.deepEqual(await edit((tx) => tx.loadOwnMoves('1')), [{ section: 'Planning', at: 2 }]);
		await edit((tx) => tx.forgetOwnMoves('1', [{ section: 'Planning', at: 2 }]));
		t.deepEqual(await edit((tx) => tx.loadOwnMoves('1')), []);
		t.is((await edit((tx) => tx.loadOwnMoves('2'))).length, 1);
	});

	test('a card is news when it says something else, and forgotten once', async (t) => {
		const { facts, edit } = await open(t);
		const own = { gid: 's1', authorGid: null, authorName: null, text: '', createdAt: '', own: true };
		const mirrored = {
			snapshot: snapshot({ gid: '1', comments: [own] }),
			commentsAt: null,
			lastMove: null,
		};
		t.true(await edit((tx) => tx.saveCard(undefined, mirrored)));
		t.false(await edit((tx) => tx.saveCard(mirrored, mirrored)));
		t.deepEqual([...(await facts.loadCards(['1', '2'])).keys()], ['1']);
		t.deepEqual(await facts.loadOwnStories('1'), new Set(['s1']));
		t.deepEqual(await facts.findCardsOfStories(['s1', 's2']), new Map([['s1', '1']]));
		t.true(await edit((tx) => tx.forgetCard('1')));
		t.false(await edit((tx) => tx.forgetCard('1')));
		t.deepEqual(await facts.loadCardGids(), []);
	});

	test('the cursor keeps what is not set, and nothing of a transaction that failed', async (t) => {
		const { facts, edit } = await open(t);
		t.deepEqual(await facts.loadCursor(), { sync: null, crawledAt: 0 });
		await edit((tx) => tx.saveCursor({ sync: 'a' }));
		await edit((tx) => tx.saveCursor({ crawledAt: 7 }));
		const failed = edit(async (tx) => {
			await tx.saveCursor({ sync: 'b' });
			await tx.addWrite(write(1), 1);
			throw new Error('broken');
		});
		await t.throwsAsync(failed, { message: 'broken' });
		t.deepEqual(await facts.loadCursor(), { sync: 'a', crawledAt: 7 });
		t.deepEqual(await facts.listWrites(), []);
	});
}
