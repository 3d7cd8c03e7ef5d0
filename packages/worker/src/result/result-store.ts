import type { RunFinished } from '@aegis/shared/messages';
import type { z } from 'zod';

export type FinishedRun = z.infer<typeof RunFinished>;

/** Where results outlive this process until the master has them. */
export interface ResultStore {
	/** What processes of this worker id before us kept and did not drop. */
	list(): FinishedRun[];
	/** Returns once the result survives a crash of the machine; throws where it cannot be kept. */
	keep(message: FinishedRun): void;
	drop(runId: string): void;
}

/** What runs spent whose result was never written: their worker died under them. */
export interface Journals {
	/** Their ends, as far as what they spent tells them. */
	unheard(): FinishedRun[];
	/** The run has a result, which says it all. */
	drop(runId: string): void;
}
