import test from 'ava';
import { snapshot } from '@aegis/shared/testing';
import type { ToMaster } from '@aegis/shared/messages';
import { onBoard } from '../../../src/core/board/on-board.ts';
import { refuseSpeaker } from '../../../src/core/message/speaker.ts';
import { cardAt, settings } from '../../helpers/cards.ts';

const run = { runId: 'r', cardGid: 'card-1', projectGid: 'project-1', epoch: 1 };
const worker = { workerId: 'worker-1', incarnation: 'i' };
const fromSyncer: ToMaster[] = [
	{ type: 'card.observed', appliedSeq: 0, card: snapshot() },
	{ type: 'card.gone', projectGid: 'project-1', cardGid: 'card-1' },
	{
		type: 'card.applied',
		projectGid: 'project-1',
		cardGid: 'card-1',
		seq: 1,
		outcome: 'applied',
		card: snapshot(),
	},
	{ type: 'project.synced', projectGid: 'project-1', cardGids: [] },
	{ type: 'project.joined', projectGid: 'project-1', ask: 'a' },
	{ type: 'project.status', projectGid: 'project-1', state: 'ok', lastPollAt: 0 },
];

test('a syncer speaks for its own project alone', (t) => {
	for (const message of fromSyncer) {
		t.is(refuseSpeaker(message, 'syncer.project-1'), null, message.type);
		for (const from of ['syncer.project-2', 'worker-1', 'master', 'syncer.'])
			t.not(refuseSpeaker(message, from), null, `${message.type} of ${from}`);
	}
});

test('the answer to a command shows the card it is about', (t) => {
	const applied = { type: 'card.applied', projectGid: 'project-1', cardGid: 'card-1', seq: 1 } as const;
	for (const card of [snapshot({ gid: 'card-2' }), snapshot({ projectGid: 'project-2' })])
		t.not(refuseSpeaker({ ...applied, outcome: 'applied', card }, 'syncer.project-1'), null);
});

test('a worker speaks for itself alone', (t) => {
	const claim: ToMaster = { type: 'run.claim', run, ...worker };
	t.is(refuseSpeaker(claim, 'worker-1'), null);
	t.not(refuseSpeaker(claim, 'worker-2'), null);
});

test('a command that was never given cannot have been carried out: its answer, and a sight beyond it, change nothing', (t) => {
	const state = { ...cardAt({ section: 'Review', agent: 'Reviewer' }), seq: 4, stageSeq: 4, appliedSeq: 3 };
	const card = { ...state.card, section: 'Merging', agent: 'Merger', mergeApproval: 'Approved' };
	const rules = settings();
	const applied = { type: 'applied', seq: 999, outcome: 'applied', detail: undefined, card } as const;
	t.deepEqual(onBoard(state, applied, rules), [state, []]);
	t.deepEqual(onBoard(state, { type: 'observed', appliedSeq: 999, card }, rules), [state, []]);
	t.not(onBoard(state, { ...applied, seq: 4 }, rules)[0], state);
});
