import { hearEnd } from '../core/start/halt.ts';
import type { Handler } from './handling.ts';

export const handleRunFinished: Handler<'run.finished'> = async (
	tx,
	{ run, result },
	{ desk, pool, clock },
) => {
	pool.release(run.runId);
	const sent = await desk.finish(tx, run, result);
	const { projectGid } = run;
	pool.halts = hearEnd(
		pool.halts,
		{ projectGid, outcome: result.outcome, turns: result.turns },
		clock.wall(),
	);
	return sent;
};
