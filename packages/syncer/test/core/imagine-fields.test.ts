import test from 'ava';
import type { CardSnapshot } from '@aegis/shared/domain';
import { snapshot } from '@aegis/shared/testing';
import { imagineFields, commentFor } from '../../src/core/imagine-fields.ts';

/** A card as it is read from a board without fields. */
const bare = snapshot;

const comment = (text: string, own = false, authorGid = 'ann') => ({
	gid: text,
	authorGid,
	authorName: null,
	text,
	createdAt: '2030-01-01T00:00:00.000Z',
	own,
});

test('what Aegis wrote is remembered while the card stays where Aegis put it', (t) => {
	const first = imagineFields(bare(), null, null);
	const written = {
		section: 'Ready Queue',
		agent: 'Worker',
		costUsd: 0.5,
		reason: 'Backing off',
		swarmStatus: 'Idle',
	} as const;
	const after = imagineFields(bare(), first, written);
	t.like(after, { agent: 'Worker', costUsd: 0.5, reason: 'Backing off', swarmStatus: 'Idle' });
	t.like(imagineFields(bare({ name: 'Greet all' }), after, null), { agent: 'Worker', costUsd: 0.5 });
	const moved = imagineFields(bare({ section: 'In Progress' }), after, { section: 'In Progress' });
	t.is(moved.agent, 'Worker');
	const back = imagineFields(bare(), imagineFields(bare({ section: 'Drafts' }), moved, null), null);
	t.like(back, { agent: null, costUsd: 0.5 }, 'a person who moves it begins anew');
});

test('a person who asks for an agent, or stops asking, decides anew', (t) => {
	const known = imagineFields(bare(), imagineFields(bare(), null, null), { agent: 'Worker' });
	const asked = imagineFields(bare({ tags: ['agent:documentation'] }), known, null);
	t.is(asked.agent, 'Documentation');
	t.is(imagineFields(bare({ tags: ['agent:documentation'] }), asked, { agent: 'Worker' }).agent, 'Worker');
	t.is(imagineFields(bare(), asked, null).agent, null);
	t.like(imagineFields(bare({ notes: 'Max Cost: 3\nMerge Approval: Manual Check' }), null, null), {
		maxCostUsd: 3,
		mergeApproval: 'Manual Check',
	});
});

test('an approval is a comment since Aegis last spoke, in Merging, with its author', (t) => {
	const spoken = comment('Reviewed.\naegis:r1', true);
	const approved = comment('Approved');
	const read = (comments: CardSnapshot['comments'], section = 'Merging') =>
		imagineFields(bare({ section, comments, tags: ['manual-check'] }), null, null);
	t.like(read([spoken, approved]), { mergeApproval: 'Approved', approvedByGid: 'ann' });
	t.like(read([spoken, approved, comment('Thanks', false, 'bob')]), { approvedByGid: 'ann' });
	t.like(read([approved, spoken]), { mergeApproval: 'Manual Check', approvedByGid: null });
	t.like(read([spoken, approved], 'Review'), { mergeApproval: 'Manual Check' });
	const begun = comment('Picked up.\naegis:r2-start', true);
	t.like(read([spoken, approved, begun]), { mergeApproval: 'Approved' }, 'the approved run has begun');
});

test('a person is told what only a person can end, once, and with what there is to do', (t) => {
	const known = bare({ section: 'Merging', agent: 'Merger' });
	const say = (change: Parameters<typeof commentFor>[0]['change'], before: CardSnapshot | null = known) =>
		commentFor({ cardGid: '1', seq: 4, change, comment: null }, before);
	const reason = 'Awaiting approval: set Merge Approval to Approved';
	t.deepEqual(say({ reason }), {
		ref: 'note-1-4',
		persona: 'Merger',
		headline: 'Awaiting approval: answer “Approved” in a comment.',
		facts: [],
	});
	t.is(say({ reason }, { ...known, reason }), null, 'it was said');
	t.is(say({ reason: 'Limit reached: project (1/1)' }), null, 'it passes');
	t.is(say({ reason: null }), null);
	t.regex(
		say({ mergeApproval: 'Manual Check' }, { ...known, mergeApproval: 'Approved' })?.headline ?? '',
		/do not count/,
	);
	t.is(say({ mergeApproval: 'Manual Check' }), null);
	const own = { ref: 'r', persona: 'Worker', headline: 'Stuck.', facts: [] } as const;
	const command = { cardGid: '1', seq: 4, change: { reason }, comment: { ...own, facts: [] } };
	t.is(commentFor(command, known), command.comment, 'the comment says it');
	const word = { ...command, comment: { ...own, facts: [], ref: '1-4-wait' } };
	t.is(commentFor(word, known)?.ref, 'note-1-4', 'rather what there is to do than that it waits');
	t.is(commentFor({ ...word, change: {} }, { ...known, reason }), null, 'and nothing twice');
	const passing = { ...word, change: { reason: 'Limit reached: project (1/1)' } };
	t.is(commentFor(passing, known), word.comment);
});
