import { startLoneBoard, type LoneBoard } from '../installation/lone-board.ts';
import type { Row } from '../core/report.ts';
import { median, percentile } from '../core/statistics.ts';

const cards = 10_000;
const samples = 200;
const starts = 5;
const fieldCount = 8;
/** What a syncer asks of a card, but for names that hardly cost more. */
const fields =
	'name,notes,completed,modified_at,permalink_url,due_on,assignee,num_subtasks,tags.name,dependencies.completed,' +
	'memberships.project,memberships.section.name,custom_fields.name,custom_fields.type,custom_fields.enum_value.name';

interface Named {
	readonly gid: string;
}

/** A board of 10,000 cards with eight fields each: reading a page, writing durably, starting. */
export async function measureLargeBoard(): Promise<Row[]> {
	await using board = await startLoneBoard();
	const { projectGid, sections } = await fill(board);
	const page = `/tasks?project=${projectGid}&limit=100`;
	const some = await board.call<Named[]>('GET', page);
	const gid = (index: number): string => some[index % some.length]?.gid ?? '';
	// Whatever was put off while filling is not what is measured.
	await board.restart();
	const modified = new Date(Date.now() + 60_000).toISOString();

	const reads: readonly [string, () => Promise<unknown>][] = [
		['a page of 100', () => board.call('GET', page)],
		[
			'a page of 100 with all that a syncer asks for',
			() => board.call('GET', `${page}&opt_fields=${fields}`),
		],
		['the cards modified since, none', () => board.call('GET', `${page}&modified_since=${modified}`)],
	];
	let round = 0;
	const writes: readonly [string, () => Promise<unknown>][] = [
		['rename', () => board.call('PUT', `/tasks/${gid(++round)}`, { name: `renamed ${round}` })],
		['move', () => board.call('POST', `/sections/${sections[++round % 3]}/addTask`, { task: gid(round) })],
		['comment', () => board.call('POST', `/tasks/${gid(++round)}/stories`, { text: `said ${round}` })],
		['new card', () => board.call('POST', '/tasks', { name: `new ${++round}`, projects: [projectGid] })],
	];
	const rows: Row[] = [];
	for (const [what, ask] of reads) rows.push(...(await time(what, ask, 30)));
	for (const [what, ask] of writes) rows.push(...(await time(`${what}, on disk when answered`, ask, 10)));

	const took: number[] = [];
	for (let start = 0; start < starts; start++) took.push(await board.restart());
	const ms = median(took);
	const measure = `${cards} cards: killed, started again until ready (median of ${starts})`;
	return [...rows, { measure, result: `${ms.toFixed(0)} ms`, goal: '≤ 1000 ms', met: ms <= 1_000 }];
}

async function time(what: string, ask: () => Promise<unknown>, goalMs: number): Promise<Row[]> {
	const took: number[] = [];
	for (let sample = 0; sample < samples; sample++) {
		const startedAt = performance.now();
		await ask();
		took.push(performance.now() - startedAt);
	}
	return [0.5, 0.99].map((share) => {
		const ms = percentile(took, share);
		return {
			measure: `${cards} cards: ${what} (n = ${samples}): p${share * 100}`,
			result: `${ms.toFixed(1)} ms`,
			goal: `≤ ${goalMs} ms`,
			met: ms <= goalMs,
		};
	});
}

async function fill(board: LoneBoard): Promise<{ projectGid: string; sections: readonly string[] }> {
	const workspace = board.workspaceGid;
	const { gid: projectGid } = await board.call<Named>('POST', '/projects', { name: 'Large', workspace });
	const sections: string[] = [];
	for (const name of ['One', 'Two', 'Three'])
		sections.push((await board.call<Named>('POST', `/projects/${projectGid}/sections`, { name })).gid);
	const values: Record<string, string> = {};
	for (let index = 0; index < fieldCount; index++) {
		const options = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name }));
		const field = await board.call<Named & { enum_options: Named[] }>('POST', '/custom_fields', {
			workspace,
			name: `Field ${index}`,
			resource_subtype: 'enum',
			enum_options: options,
		});
		await board.call('POST', `/projects/${projectGid}/addCustomFieldSetting`, { custom_field: field.gid });
		values[field.gid] = field.enum_options[index % 5]?.gid ?? '';
	}
	const add = async (from: number): Promise<void> => {
		for (let index = from; index < cards; index += 8) {
			const section = sections[index % 3];
			const memberships = [{ project: projectGid, section }];
			await board.call('POST', '/tasks', { name: `Card ${index}`, memberships, custom_fields: values });
		}
	};
	await Promise.all(Array.from({ length: 8 }, (_, from) => add(from)));
	return { projectGid, sections };
}
