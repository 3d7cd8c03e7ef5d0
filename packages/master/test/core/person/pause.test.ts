import test from 'ava';
import { describeReason } from '@aegis/shared/domain';
import { snapshot } from '@aegis/shared/testing';
import { assess } from '../../../src/core/start/assess.ts';
import { compose } from '../../../src/core/board/compose.ts';
import { onBoard } from '../../../src/core/board/on-board.ts';
import { finish, start } from '../../../src/core/run/on-run.ts';
import { enforcePause, resumeCard, stopCard } from '../../../src/core/person/pause.ts';
import type { Pause } from '../../../src/core/card/settings.ts';
import type { CardState } from '../../../src/core/card/card-state.ts';
import { around, cardAt, now, result, running, settings } from '../../helpers/cards.ts';

const everything: Pause = { scope: 'all', gid: '', by: 'Ada' };
const paused = around({ pause: everything });

function inProgress(): CardState {
	const [queued, effects] = start(cardAt({ agent: 'Worker' }), 'Worker', 'run-1', now);
	return compose([queued, effects], around()).state;
}

test('a card that could start says it is paused, by whom and how it goes on', (t) => {
	const scopes = [
		[everything, 'Paused by Ada, with everything: `aegis resume` goes on'],
		[
			{ scope: 'project', gid: '77', by: 'Ada' },
			'Paused by Ada, with its project: `aegis resume --project 77` goes on',
		],
		[{ scope: 'card', gid: 'card-1', by: 'Ada' }, 'Paused by Ada: `aegis resume card-1` goes on'],
	] as const;
	for (const [pause, words] of scopes) {
		const assessment = assess(cardAt(), around({ pause }));
		t.is(assessment.kind === 'waiting' ? describeReason(assessment.reason) : '', words);
	}
});

for (const tag of ['Paused', ' PAUSED ', 'paused']) {
	test(`the tag “${tag}” pauses its card, and removing it lets it go on`, (t) => {
		const tagged = cardAt({ tags: ['urgent', tag] });
		t.like(assess(tagged, around()), { kind: 'waiting', reason: { code: 'paused', scope: 'tag' } });
		const freed = onBoard(tagged, { type: 'observed', appliedSeq: 0, card: snapshot() }, settings());
		t.is(assess(freed[0], around()).kind, 'ready');
	});
}

test('a tag that only looks like it pauses nothing', (t) =>
	t.is(assess(cardAt({ tags: ['not paused', 'pause'] }), around()).kind, 'ready'));

test('a queued run is withdrawn: its claim will be refused, and the board shows nothing in progress', (t) => {
	const queued = inProgress();
	const [state, effects] = enforcePause([queued, []], paused);
	t.is(state.work.kind, 'idle');
	t.is(state.epoch, queued.epoch + 1);
	t.like(effects, [
		{ type: 'apply', change: { section: 'Ready Queue', agent: 'Worker', swarmStatus: 'Idle' } },
	]);
});

test('a running agent is cancelled, and its session goes on after the pause', (t) => {
	const working = { ...running(inProgress(), 'Worker'), appliedSeq: 9 };
	const [stopping, effects] = enforcePause([working, []], paused);
	t.is(stopping.work.kind, 'stopping');
	t.like(effects, [{ type: 'cancel', workerId: 'worker-1', why: 'paused by Ada' }]);
	t.deepEqual(enforcePause([stopping, []], paused), [stopping, []], 'and is told once');

	const cancelled = result({ kind: 'cancelled', why: 'paused by Ada' }, { sessionId: 's-7' });
	const run = working.work.kind === 'running' ? working.work.run : t.fail();
	const ended = compose(finish(stopping, { run, result: cancelled, costUsd: 0.1 }, paused), paused);
	t.like(ended.state, { attempts: 0, losses: [], session: { id: 's-7', agent: 'Worker' }, hold: null });
	t.like(ended.assessment, { kind: 'waiting', reason: { code: 'paused' } });
	t.like(ended.apply?.change, { section: 'Ready Queue', swarmStatus: 'Idle', sessionId: 's-7' });

	const after = { ...ended.state, appliedSeq: ended.state.seq };
	t.is(assess(after, around()).kind, 'ready');
	t.is(start(after, 'Worker', 'run-2', now)[0].session?.id, 's-7');
});

test('a lost worker of a paused run is not counted either', (t) => {
	const [stopping] = enforcePause([running(inProgress(), 'Worker'), []], paused);
	const run = stopping.work.kind === 'stopping' ? stopping.work.run : t.fail();
	const lost = result({ kind: 'lost', why: 'its lease ran out' }, { costUsd: null });
	t.like(finish(stopping, { run, result: lost, costUsd: 0 }, paused)[0], { losses: [], attempts: 0 });
});

test('without a pause nothing is touched', (t) => {
	const working = running(inProgress(), 'Worker');
	t.deepEqual(enforcePause([working, []], around()), [working, []]);
});

test('what waits for a person says so, paused or not', (t) => {
	const held = cardAt({}, { hold: { reason: { code: 'quarantined', because: 'x' }, resume: null } });
	t.like(assess(held, paused), { reason: { code: 'quarantined' } });
	t.like(assess(cardAt({ section: 'Clarification Needed' }), paused), {
		reason: { code: 'awaiting-clarification' },
	});
	t.is(assess(cardAt({ section: 'Drafts' }), paused).kind, 'idle');
});

test('a stopped card waits until a person moves, edits or resumes it', (t) => {
	const [stopping, effects] = stopCard(running(inProgress(), 'Worker'), 'Ada');
	t.is(stopping.work.kind, 'stopping');
	t.like(effects, [{ type: 'cancel', why: 'stopped by Ada' }]);

	const [stopped] = stopCard(cardAt(), 'Ada');
	t.like(assess(stopped, around()), { kind: 'waiting', reason: { code: 'awaiting-person' } });
	const edited = { type: 'observed', appliedSeq: 0 } as const;
	const ways = {
		edits: onBoard(stopped, { ...edited, card: snapshot({ notes: 'Rather so.' }) }, settings()),
		moves: onBoard(stopped, { ...edited, card: snapshot({ section: 'Planning' }) }, settings()),
		resumes: resumeCard(stopped),
	};
	for (const [way, [state]] of Object.entries(ways)) t.is(assess(state, around()).kind, 'ready', way);
	const same = onBoard(stopped, { ...edited, card: snapshot() }, settings());
	t.is(assess(same[0], around()).kind, 'waiting', 'and not of itself');
});

test('there is nothing to stop where no agent works', (t) => {
	for (const section of ['Drafts', 'Done', 'Clarification Needed', null]) {
		const state = cardAt({ section });
		t.deepEqual(stopCard(state, 'Ada'), [state, []]);
	}
});

test('to resume a card answers no question', (t) => {
	const hold = {
		reason: { code: 'awaiting-clarification' },
		resume: { section: 'Ready Queue', agent: 'Triage' },
	} as const;
	const asked = cardAt({ section: 'Clarification Needed' }, { hold });
	t.deepEqual(resumeCard(asked), [asked, []]);
});
