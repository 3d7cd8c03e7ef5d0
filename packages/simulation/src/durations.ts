/** How long things take in the simulation. Milliseconds of virtual time, in the proportions of the real defaults. */
export const durations = {
	lease: 15_000,
	heartbeat: 4_000,
	look: 1_000,
	poll: 4_000,
	/** Between full readings of the board. */
	reconcile: 120_000,
	/** How long a claim or a heartbeat waits for its answer. */
	answer: 2_000,
	inviteAgain: 15_000,
	showReasonAfter: 5_000,
	network: 15,
	board: 120,
	turn: 900,
	/** The longest a stopped agent may take to be gone. */
	kill: 4_000,
	silence: 40_000,
} as const;
