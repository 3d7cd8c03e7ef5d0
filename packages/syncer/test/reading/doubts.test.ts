import test from 'ava';
import { machineClock } from '@aegis/shared/clock';
import { until } from '@aegis/shared/testing';
import { collapseEvents } from '../../src/core/collapse-events.ts';
import { Doubts } from '../../src/reading/doubts.ts';
import type { Sighting } from '../../src/reading/sighting.ts';
import { bareTask } from '../helpers/bare-task.ts';

const at = (ms: number) => new Date(Date.UTC(2030, 0, 1) + ms).toISOString();
const changes = collapseEvents([
	{
		action: 'changed',
		createdAt: at(500),
		resource: { gid: 'c', type: 'task', subtype: null },
		parent: null,
	},
]);
const look = (modifiedAt: string): Sighting => ({
	kind: 'there',
	task: bareTask({ modifiedAt }),
	history: null,
	moved: false,
	commentsAt: null,
	subtasks: null,
	attachments: null,
	dependencies: [],
});
const nothing = collapseEvents([]);

test('a card that was read too early is due once more after a while, until it is new enough', async (t) => {
	const doubts = new Doubts('p', machineClock);
	doubts.judge([look(at(0))], { changes, earlier: doubts.due() });
	t.is(doubts.due().size, 0);
	const due = await until('it is due', () => (doubts.due().size > 0 ? doubts.due() : null));
	t.deepEqual([...due.keys()], ['c']);
	doubts.judge([look(at(500))], { changes: nothing, earlier: due });
	t.is(doubts.due().size, 0);
});

test('a card that cannot be read is not asked for ever after', async (t) => {
	const doubts = new Doubts('p', machineClock);
	doubts.judge([look(at(0))], { changes, earlier: doubts.due() });
	const due = await until('it is due', () => (doubts.due().size > 0 ? doubts.due() : null));
	doubts.judge([], { changes: nothing, earlier: due });
	t.is(doubts.due().size, 0);
});
