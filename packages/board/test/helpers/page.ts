import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { startBoard, type TestBoard } from './board.ts';
import { launchBrowser } from './chromium.ts';

/** Milliseconds a condition has on a busy machine. */
const patience = 60_000;

/** A project as Aegis sets one up, with the gids of its columns, fields and options by name. */
export interface TestProject {
	readonly gid: string;
	readonly columns: Readonly<Record<string, string>>;
	readonly fields: Readonly<Record<string, string>>;
	readonly options: Readonly<Record<string, string>>;
}

const columnNames = ['Drafts', 'Clarification Needed', 'Ready Queue', 'In Progress', 'Merging', 'Done'];
const fieldKinds = {
	Agent: ['Triage', 'Worker', 'Merger'],
	'Swarm Status': ['Idle', 'Running', 'Blocked'],
	'Merge Approval': ['Auto-Approve', 'Manual Check', 'Approved'],
	Cost: 4,
	'Max Cost': 2,
	Reason: null,
} as const;

/** Makes a project with Aegis's columns and fields through the API. */
export async function makeAegisProject(board: TestBoard, name = 'till'): Promise<TestProject> {
	const post = async (path: string, data: object) => (await board.fetch('POST', path, data)).body.data;
	const { gid } = await post('/projects', { name, workspace: board.workspace });
	const columns: Record<string, string> = {};
	for (const column of columnNames)
		columns[column] = (await post(`/projects/${gid}/sections`, { name: column })).gid;
	const fields: Record<string, string> = {};
	const options: Record<string, string> = {};
	for (const [field, kind] of Object.entries(fieldKinds)) {
		const made = await post(`/projects/${gid}/addCustomFieldSetting`, {
			custom_field: {
				name: field,
				...(Array.isArray(kind)
					? { resource_subtype: 'enum', enum_options: kind.map((option: string) => ({ name: option })) }
					: typeof kind === 'number'
						? { resource_subtype: 'number', precision: kind }
						: { resource_subtype: 'text' }),
			},
		});
		fields[field] = made.custom_field.gid;
		for (const option of made.custom_field.enum_options ?? []) options[option.name] = option.gid;
	}
	return { gid, columns, fields, options };
}

/** A card made through the API; `fields` by name, enum values by the option's name. */
export async function makeCard(
	board: TestBoard,
	project: TestProject,
	card: { name: string; column: string; fields?: Record<string, string | number>; notes?: string },
): Promise<string> {
	const custom = Object.entries(card.fields ?? {}).map(([name, value]) => [
		project.fields[name],
		typeof value === 'string' ? (project.options[value] ?? value) : value,
	]);
	const { body } = await board.fetch('POST', '/tasks', {
		name: card.name,
		notes: card.notes ?? '',
		memberships: [{ project: project.gid, section: project.columns[card.column] }],
		custom_fields: Object.fromEntries(custom),
	});
	return body.data.gid as string;
}

/** A board of its own, open in a browser. */
export interface OpenPage extends AsyncDisposable {
	readonly board: TestBoard;
	readonly project: TestProject;
	readonly page: Page;
	/** Everything the page's console complained of. */
	readonly complaints: string[];
	/** A card by its name. */
	readonly card: (name: string) => Locator;
	/** A column by its name. */
	readonly column: (name: string) => Locator;
	/** The names of the cards in sight of a column, from its top. */
	readonly names: (column: string) => Promise<readonly string[]>;
}

export async function openPage(
	cards: readonly (readonly [name: string, column: string])[] = [],
	options: BrowserContextOptions = {},
): Promise<OpenPage> {
	const stack = new AsyncDisposableStack();
	const board = stack.use(await startBoard());
	const project = await makeAegisProject(board);
	for (const [name, column] of cards) await makeCard(board, project, { name, column });
	const browser: Browser = await launchBrowser();
	stack.defer(() => browser.close());
	const page = await browser.newPage({ viewport: { width: 1400, height: 800 }, ...options });
	page.setDefaultTimeout(patience);
	const complaints: string[] = [];
	page.on('console', (message) => {
		if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
	});
	page.on('pageerror', (error) => complaints.push(error.message));
	await page.goto(`${board.board.url}/?project=${project.gid}`);
	await page.locator('.connection.live').waitFor();
	if (cards.length > 0) await page.locator('.card').first().waitFor();
	const column = (name: string): Locator => page.locator(`.column[aria-label="${name}"]`);
	return {
		board,
		project,
		page,
		complaints,
		card: (name) => page.locator('.card', { hasText: name }),
		column,
		names: (name) => column(name).locator('.card-name').allTextContents(),
		[Symbol.asyncDispose]: () => stack.disposeAsync(),
	};
}

/** Waits until something is so, as the page and the board come to agree. */
export async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
	const deadline = performance.now() + patience;
	while (!(await isSo())) {
		if (performance.now() > deadline) throw new Error(`it never came about: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 25));
	}
}
