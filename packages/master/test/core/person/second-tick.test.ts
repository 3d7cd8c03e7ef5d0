import test from 'ava';
import type { CardComment, GuardedEvidence } from '@aegis/shared/domain';
import type { CardState } from '../../../src/core/card/card-state.ts';
import { onBoard } from '../../../src/core/board/on-board.ts';
import { obey } from '../../../src/core/order/obey.ts';
import { tickedDigest } from '../../../src/core/person/second-tick.ts';
import { finish } from '../../../src/core/run/on-run.ts';
import { assess } from '../../../src/core/start/assess.ts';
import { around, cardAt, intent, result, running, settings, succeeded } from '../../helpers/cards.ts';

const digest = 'abcdef0123456789'.repeat(4);
const guarded: GuardedEvidence = {
	digest,
	changes: [{ path: '.github/workflows/ci.yml', why: 'CI' }],
	count: 1,
};
const merging = { section: 'Merging', agent: 'Merger', mergeApproval: 'Auto-Approve' } as const;
const rules = settings({ commanders: ['ann', 'bob'], defaultMergeApproval: 'Auto-Approve' });
const waitingCard = (change: Partial<CardState> = {}): CardState =>
	cardAt({ ...merging, createdByGid: 'ann', ownGid: 'bot' }, { guarded, branchHead: 'h', ...change });
const says = (text: string, authorGid: string | null = 'ann', own = false): CardComment => ({
	gid: text,
	authorGid,
	authorName: authorGid,
	text,
	createdAt: '2030-01-01T00:00:00.000Z',
	own,
});

function hear(state: CardState, ...comments: CardComment[]): CardState {
	const card = { ...state.card, comments };
	return onBoard(state, { type: 'observed', card, appliedSeq: state.appliedSeq }, rules)[0];
}
const isReady = (state: CardState): boolean => assess(state, around({ settings: rules })).kind === 'ready';

test('guarded paths wait for their own tick whatever Merge Approval says, with the paths and the words named', (t) => {
	const assessment = assess(waitingCard(), around({ settings: rules }));
	t.deepEqual(assessment.kind === 'waiting' ? assessment.reason : null, {
		code: 'awaiting-second-tick',
		digest: digest.slice(0, 16),
		paths: ['.github/workflows/ci.yml'],
		more: 0,
	});
	t.true(isReady(waitingCard({ guarded: null })));
	const approved = waitingCard({ approval: { head: 'h' } });
	t.false(isReady(approved), 'Approved is not the second tick');
});

test('a permitted person’s comment that names the digest is the tick', (t) => {
	const ticked = hear(waitingCard(), says(`Approve guarded ${digest.slice(0, 16)}`));
	t.deepEqual(ticked.tick, { digest, by: 'ann' });
	t.true(isReady(ticked));
	t.true(isReady(hear(waitingCard(), says(`approved guarded ${digest.toUpperCase()}.`, 'bob'))));
});

test('nobody else’s words are a tick: a stranger’s, Aegis’s, its account’s, a guess, a sentence around it', (t) => {
	const words = `Approve guarded ${digest.slice(0, 16)}`;
	const withBot = settings({ commanders: ['ann', 'bot'], defaultMergeApproval: 'Auto-Approve' });
	for (const comment of [
		says(words, 'mallory'),
		says(words, null),
		says(words, 'ann', true),
		says(`Approve guarded ${digest.slice(0, 8)}`),
		says(`Approve guarded ${'0'.repeat(16)}`),
		says(`He said: ${words}`),
	])
		t.false(isReady(hear(waitingCard(), comment)), `${comment.authorGid}: ${comment.text}`);
	const card = { ...waitingCard().card, comments: [says(words, 'bot')] };
	const [seen] = onBoard(waitingCard(), { type: 'observed', card, appliedSeq: 0 }, withBot);
	t.is(seen.tick, null);
});

test('with four eyes the tick is another’s than who put the card there', (t) => {
	const four = { ...rules, fourEyes: true };
	const words = `Approve guarded ${digest}`;
	const tickOf = (gid: string) => {
		const card = { ...waitingCard().card, comments: [says(words, gid)] };
		return onBoard(waitingCard(), { type: 'observed', card, appliedSeq: 0 }, four)[0].tick;
	};
	t.is(tickOf('ann'), null);
	t.deepEqual(tickOf('bob'), { digest, by: 'bob' });
});

test('a tick is void with the digest: other blobs, another commit', (t) => {
	const ticked = waitingCard({ tick: { digest, by: 'ann' } });
	t.true(isReady(ticked));
	const moved = { ...ticked, guarded: { ...guarded, digest: 'f'.repeat(64) } };
	t.is(tickedDigest(moved), null);
	t.false(isReady(moved));
});

test('a merge that finds other guarded paths waits for their tick, and its approval stands', (t) => {
	const state = running(waitingCard({ tick: { digest, by: 'ann' }, approval: { head: 'h' } }), 'Merger');
	if (state.work.kind !== 'running') return t.fail();
	const other = { ...guarded, digest: 'e'.repeat(64) };
	const branch = { branch: 'feat/task-card-1', headSha: 'h', commits: 1, pushed: true, guarded: other };
	const outcome = succeeded(intent({ kind: 'hold', section: 'Merging', agent: 'Merger' }), { branch });
	const [after] = finish(state, { run: state.work.run, result: result(outcome), costUsd: 0 }, around());
	t.is(after.hold, null);
	t.deepEqual(after.approval, { head: 'h' });
	t.is(after.guarded?.digest, other.digest);
	t.false(isReady(after));
});

test('the operator ticks what was looked at, and nothing else', (t) => {
	const given = { orderId: 'o', by: 'operator', at: 0 };
	const ruling = obey(waitingCard(), { kind: 'tick', digest }, given);
	t.true(ruling.accepted);
	t.true(isReady(ruling.step[0]));
	t.false(obey(waitingCard(), { kind: 'tick', digest: 'f'.repeat(64) }, given).accepted);
	t.false(obey(waitingCard({ guarded: null }), { kind: 'tick', digest }, given).accepted);
});
