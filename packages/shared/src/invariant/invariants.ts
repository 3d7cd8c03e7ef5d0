/**
 * The invariants that are looked at while Aegis works, by the file that states them and their number there. Those of a
 * head that are not here hold by how the code is built, or need a world to be seen: the checker's rules look at these.
 */
export const invariants = {
	'actor.A3': 'messages are handled one after another',
	'card.C1': 'the epoch never falls, and rises with every start',
	'card.C3': 'an observation from before our last move says nothing of the place',
	'card.C4': 'a card has at most one run, the one with its epoch',
	'card.C5': 'what a card has cost never falls but by what is noted as a correction',
	'day-cap.D1': 'a start never takes more of a day than is left',
	'halt.H1': 'one halt of the installation, and one of each project',
	'halt.H2': 'while a halt holds, one run of its scope is tried at a time',
	'merge.L1': 'what lands is exactly what was tested',
	'merge.L3': 'what is guarded lands only with a tick of exactly this',
	'order.O3': 'an order that is refused changes nothing',
	'order.O4': 'an approval names the commit that was looked at',
	'pause.H1': 'a card under a pause starts nothing, and what it runs is told to stop',
	'pause.H2': 'a pause counts for nothing',
	'permission.A1': 'an agent starts only on a card a permitted person put there',
	'schedule.O1': 'within a project what comes first starts first',
	'schedule.O3': 'never more runs than there is room for, one merge at a time per repository',
	'schedule.O4': 'each candidate either starts or has its one reason',
} as const;

export type InvariantId = keyof typeof invariants;
