import test from 'ava';
import { ToMaster, ToSyncer, ToWorker } from '../../src/messages.ts';
import { origins, refuseOrigin } from '../../src/messages/origin.ts';
import { senderOf } from '../../src/redis/roles.ts';

const envelope = { id: 'm', v: 1, to: 'master', at: 0 } as const;

test('who may send it is said of every message', (t) => {
	const types = [ToMaster, ToSyncer, ToWorker].flatMap((union) =>
		union.options.map((option) => option.shape.type.value as string),
	);
	t.true(types.length > 15);
	t.deepEqual(types.toSorted(), Object.keys(origins).toSorted());
});

test('an order, a run and a card are taken from those whose business they are', (t) => {
	const from = (sender: string, type: string) =>
		refuseOrigin({ ...envelope, from: sender, message: { type } }, senderOf(sender));
	for (const sender of ['cli', 'dashboard']) t.is(from(sender, 'work.pause'), null);
	t.is(from('syncer.1', 'card.observed'), null);
	t.is(from('worker-1', 'run.finished'), null);
	for (const [sender, type] of [
		['worker-1', 'work.pause'],
		['worker-1', 'card.observed'],
		['worker-1', 'asana.apply'],
		['syncer.1', 'run.finished'],
		['syncer.1', 'asana.apply'],
		['dashboard', 'card.applied'],
		['cli', 'worker.lost'],
	] as const)
		t.regex(from(sender, type) ?? '', /^forged: /, `${sender} ${type}`);
});

test('a name that is not that of the part of the mailbox it lies in is no name', (t) => {
	const said = { ...envelope, from: 'master', message: { type: 'asana.apply' } };
	t.regex(refuseOrigin(said, 'worker') ?? '', /says it is from master, and a worker put it there/);
});
