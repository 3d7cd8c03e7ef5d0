import test from 'ava';
import { presentWorker } from '../../src/api/present.ts';

const worker = {
	workerId: 'worker-1',
	incarnation: 'i',
	host: 'h',
	pid: 1,
	slots: 2,
	running: [],
	stopping: false,
	seenAt: 0,
	seenAtWall: 0,
};
const row = (run_id: string, worker_id: string | null, state: 'queued' | 'running') => ({
	run_id,
	worker_id,
	state,
});

test('a worker is busy from the moment a run is granted to it, whatever its last heartbeat said', (t) => {
	const open = [row('a', 'worker-1', 'running'), row('b', 'worker-2', 'running'), row('c', null, 'queued')];
	t.like(presentWorker(worker, true, open), { running: ['a'], state: 'busy' });
	const told = { ...worker, running: [{ runId: 'gone', cardGid: 'c', projectGid: 'p', epoch: 1 }] };
	t.like(presentWorker(told, true, []), { running: [], state: 'idle' });
	t.like(presentWorker(worker, false, open), { state: 'silent' });
});
