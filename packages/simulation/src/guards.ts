/** What each guard keeps from happening. Every one can be taken out of the simulation's wiring. */
export const guardNames = {
	fencing: 'a run is granted to one worker only, and only while it is the card’s run',
	'reservation-first': 'money is written down as reserved before a worker is invited',
	'single-use-approval': 'an approval counts for the commit it was given for, and once',
	dedupe: 'a message that was handled before changes nothing: its id is known, its run is settled',
	'tree-check': 'main moves only to the very tree the checks passed on',
	'result-on-disk': 'a result is on its worker’s disk before anybody is told of it',
	'lease-deadline': 'a worker that cannot prove its lease stops its agent',
	watchdog: 'a worker that could not stop its agent in time is ended from outside',
	'red-checks': 'what the checks fail on does not land',
	'clean-checks': 'what the checks changed themselves is not taken for tested',
	'expect-section': 'the board is written to only where the card stands where the master believed',
	'approved-head': 'a branch is merged only as it was when its merge was allowed',
	pause: 'what a person has paused starts nothing, and what ran is stopped',
	'comment-marker': 'a comment whose fate is unknown is looked for before it is posted again',
} as const;

export type GuardName = keyof typeof guardNames;

export function isGuardName(name: string): name is GuardName {
	return Object.hasOwn(guardNames, name);
}

/** The guards that are in place. */
export type Guards = Readonly<Record<GuardName, boolean>>;

export function allGuardsBut(missing: GuardName | null): Guards {
	const entries = Object.keys(guardNames).map((name) => [name, name !== missing]);
	return Object.fromEntries(entries) as Guards;
}
