import { noteProgress } from '../desk/run-book.ts';
import type { Handler } from './handling.ts';

export const handleRunProgress: Handler<'run.progress'> = async (tx, message) => {
	await noteProgress(tx, message.run.runId, message);
	return [];
};
