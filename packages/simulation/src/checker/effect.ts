/** Something that happened in the world, whatever anybody believes. `at` is virtual time in milliseconds. */
export type Effect = { readonly at: number; readonly card: string } & (
	| { readonly kind: 'epoch'; readonly epoch: number }
	/** The master's store holds a run with the money reserved for it. */
	| {
			readonly kind: 'reserve';
			readonly run: string;
			readonly epoch: number;
			readonly usd: number;
			readonly spentUsd: number;
			readonly capUsd: number;
	  }
	| { readonly kind: 'spawn'; readonly run: string; readonly epoch: number; readonly worker: string }
	/** A model turn the provider bills. */
	| { readonly kind: 'turn'; readonly run: string; readonly epoch: number; readonly usd: number }
	| { readonly kind: 'dead'; readonly run: string }
	/** Redis lost messages; they come again, later than others. Concerns no card: `card` is empty. */
	| { readonly kind: 'redis-lost' }
	/** The worker's machine stands still, its agents too. Concerns no card: `card` is empty. */
	| { readonly kind: 'frozen'; readonly worker: string; readonly until: number }
	/** The master's store knows that a run has cost this much so far. */
	| { readonly kind: 'heard-cost'; readonly run: string; readonly usd: number }
	| {
			readonly kind: 'settle';
			readonly run: string;
			readonly usd: number;
			/** False where nobody could say and the last seen cost stands in. */
			readonly known: boolean;
	  }
	/** The worker of a run that was settled without its word could tell after all. */
	| { readonly kind: 'settle-late'; readonly run: string; readonly usd: number }
	/** A worker has written a run's result to its disk. */
	| { readonly kind: 'reported'; readonly run: string; readonly usd: number }
	/** The card's branch has another head. */
	| { readonly kind: 'commit'; readonly run: string; readonly epoch: number; readonly head: string }
	/** A person says that the branch as it is may be merged. */
	| { readonly kind: 'approve'; readonly head: string }
	| { readonly kind: 'tested'; readonly tree: string }
	/** Main moved to `tree`, which holds the card's branch. `auto` where the project asks for no approval. */
	| {
			readonly kind: 'merge';
			readonly run: string;
			readonly epoch: number;
			readonly head: string;
			readonly tree: string;
			readonly auto: boolean;
	  }
	/** A person moved the card, or deleted or restored it. */
	| { readonly kind: 'person'; readonly section: string | null; readonly version: number }
	/** The master takes the board to be as it was at `version`. */
	| { readonly kind: 'believes'; readonly version: number }
	/** Aegis moved the card, knowing the board as it was at `knows`. */
	| {
			readonly kind: 'move';
			readonly seq: number;
			readonly from: string | null;
			readonly to: string | null;
			readonly expected: string | null;
			readonly knows: number;
	  }
	| { readonly kind: 'written'; readonly seq: number }
	| { readonly kind: 'comment'; readonly ref: string }
	/** The card when nothing happens any more; `problem` is null when it may rest like this. */
	| { readonly kind: 'rest'; readonly problem: string | null }
	/** What the card had come to before everything was killed once more, and after. */
	| { readonly kind: 'restarted'; readonly before: string; readonly after: string }
);

export type PromiseName = 'P1' | 'P2' | 'P3' | 'P4' | 'P5' | 'P6' | 'P7' | 'P9' | 'comments';

/** Says of one effect after the other what is wrong with it; null when nothing is. */
export type Rule = (effect: Effect) => string | null;
