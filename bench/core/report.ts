/** One measured number. `goal` is what it should be; `met` null where there is no goal. */
export interface Row {
	readonly measure: string;
	readonly result: string;
	readonly goal: string;
	readonly met: boolean | null;
}

/** How big the machine was and what ran on it: a number without it says nothing. */
export interface Machine {
	readonly cpu: string;
	readonly cores: number;
	readonly memoryGb: number;
	readonly system: string;
	readonly node: string;
	readonly redis: string;
	readonly git: string;
	readonly revision: string;
	readonly date: string;
	/** One-minute load average per core before the start: other work makes every number worse. */
	readonly load: number;
}

export function renderReport(machine: Machine, rows: readonly Row[]): string {
	return [
		`Measured on ${machine.date}, revision ${machine.revision}: ${machine.cores} cores (${machine.cpu}), ` +
			`${machine.memoryGb} GB, ${machine.system}; Node ${machine.node}, Redis ${machine.redis}, git ${machine.git}. ` +
			`Load per core before the start: ${machine.load.toFixed(2)}.`,
		'',
		'| Measure | Result | Goal | Met |',
		'| --- | --- | --- | --- |',
		...rows.map((row) => `| ${row.measure} | ${row.result} | ${row.goal} | ${wordMet(row.met)} |`),
		'',
	].join('\n');
}

function wordMet(met: boolean | null): string {
	if (met === null) return '';
	return met ? 'yes' : '**no**';
}

/** The document with one measure's results between its marks replaced. Throws where it has no marks for them. */
export function replaceResults(document: string, measure: string, report: string): string {
	const start = `<!-- results of ${measure}: written by \`pnpm bench --update\` -->`;
	const from = document.indexOf(start);
	const to = document.indexOf(`<!-- end of ${measure} -->`);
	if (from === -1 || to < from) throw new Error(`the document has no place marked for results of ${measure}`);
	return `${document.slice(0, from + start.length)}\n\n${report}\n${document.slice(to)}`;
}
