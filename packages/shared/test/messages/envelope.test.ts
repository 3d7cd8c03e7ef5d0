import test from 'ava';
import { Envelope, ToMaster, ToSyncer, ToWorker } from '../../src/messages.ts';

const envelope = { id: 'i', v: 1, from: 'a', to: 'b', at: 1, message: { type: 'x', more: { deep: [1] } } };

test('an envelope keeps whatever its message carries', (t) => {
	t.deepEqual(Envelope.parse(envelope), envelope as never);
});

test('an envelope of another version is not guessed at', (t) => {
	t.false(Envelope.safeParse({ ...envelope, v: 2 }).success);
	t.false(Envelope.safeParse({ ...envelope, message: { text: 'no type' } }).success);
});

test('an actor knows its own messages and no others', (t) => {
	const key = { runId: 'r', cardGid: 'c', projectGid: 'p', epoch: 1 };
	const gone = { type: 'card.gone', projectGid: 'p', cardGid: 'c' };
	const cancel = { type: 'run.cancel', run: key, why: 'moved' };
	const resync = { type: 'project.resync', projectGid: 'p' };
	t.true(ToMaster.safeParse(gone).success && ToWorker.safeParse(cancel).success);
	t.true(ToSyncer.safeParse(resync).success);
	t.false(ToMaster.safeParse(cancel).success || ToWorker.safeParse(gone).success);
	t.false(ToSyncer.safeParse(gone).success);
	t.false(ToWorker.safeParse({ ...cancel, run: { ...key, epoch: 1.5 } }).success);
});
