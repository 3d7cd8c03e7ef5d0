import type { Handler } from './handling.ts';

export const handleRunFinished: Handler<'run.finished'> = (tx, { run, result }, { desk, pool }) => {
	pool.release(run.runId);
	return desk.finish(tx, run, result);
};
