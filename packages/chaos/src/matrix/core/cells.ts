import {
	failpointActions,
	failpoints,
	type FailpointAction,
	type FailpointName,
} from '@aegis/shared/failpoint';

/** One trial: what happens to the service that passes this failpoint. */
export interface Cell {
	readonly name: FailpointName;
	/** What it must be about there; null for anything. */
	readonly about: string | null;
	readonly action: FailpointAction;
}

/** As it is written on the command line: `worker.before-spawn(Merger):kill`. */
export function nameCell({ name, about, action }: Cell): string {
	return `${name}${about === null ? '' : `(${about})`}:${action}`;
}

/** Every failpoint, about everything it may be about, with every action that means something there. */
export function listCells(): Cell[] {
	return Object.entries(failpoints).flatMap(([name, point]) => {
		const abouts = 'about' in point ? point.about : [null];
		const except: Readonly<Record<string, string>> =
			'except' in point ? (point.except as Record<string, string>) : {};
		return failpointActions
			.filter((action) => except[action] === undefined)
			.flatMap((action) => abouts.map((about) => ({ name: name as FailpointName, about, action })));
	});
}

/** Those whose name holds one of the patterns, which are separated by commas; all without one. */
export function selectCells(cells: readonly Cell[], patterns: string | undefined): Cell[] {
	if (patterns === undefined) return [...cells];
	const wanted = patterns.split(',').map((pattern) => pattern.trim());
	return cells.filter((cell) => wanted.some((pattern) => nameCell(cell).includes(pattern)));
}

/**
 * The cells in an order in which no service is killed twice in a row while another could be: a supervisor that sees one
 * child end too often gives it up, and that is another promise.
 */
export function spreadCells(cells: readonly Cell[]): Cell[] {
	const byService = Map.groupBy(cells, ({ name }) => name.split('.')[0]);
	const longest = Math.max(0, ...[...byService.values()].map((list) => list.length));
	return [...byService.values()]
		.flatMap((list) => list.map((cell, index) => ({ cell, at: ((index + 0.5) * longest) / list.length })))
		.toSorted((a, b) => a.at - b.at)
		.map(({ cell }) => cell);
}
