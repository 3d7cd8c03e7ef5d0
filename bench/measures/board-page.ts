import { chromium, type Page } from 'playwright-core';
import { startLoneBoard, type LoneBoard } from '../installation/lone-board.ts';
import type { Row } from '../core/report.ts';
import { percentile } from '../core/statistics.ts';

const cards = 2_000;
/** A third of all cards lies in one column. */
const columnNames = ['Drafts', 'Ready Queue', 'In Progress', 'Review', 'Merging', 'Done'];
const frames = 300;
const drops = 30;
const changes = 40;

interface Named {
	readonly gid: string;
}

/** The board's page with 2,000 cards in a real browser: opening, scrolling, dropping, seeing what others do. */
export async function measureBoardPage(): Promise<Row[]> {
	await using board = await startLoneBoard();
	const { project, sections, gids } = await fill(board);
	await using stack = new AsyncDisposableStack();
	const browser = await chromium.launch({
		executablePath: process.env['AEGIS_TEST_CHROMIUM'] ?? '/usr/bin/chromium',
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
		],
	});
	stack.defer(() => browser.close());
	const page = await browser.newPage({ viewport: { width: 1400, height: 800 } });
	await page.goto(`${new URL(board.apiUrl).origin}/?project=${project}`);
	await page.locator('.card').first().waitFor();
	const opened = await page.evaluate<number>('performance.now()');
	const nodes = await page.evaluate<number>('document.querySelectorAll("*").length');
	const scrolled = await measureScroll(page);
	const dropped = await measureDrops(page);
	const seen = await measureOthers(page, board, sections[0] ?? '', gids);
	const slow = scrolled.filter((ms) => ms > 25).length / scrolled.length;
	return [
		row('opened until the first card is there', opened, 1_000),
		{
			measure: `${cards} cards: elements in the page`,
			result: String(nodes),
			goal: '≤ 2000',
			met: nodes <= 2_000,
		},
		row(`a frame while scrolling ${frames} frames: p50`, percentile(scrolled, 0.5), 17),
		row(`a frame while scrolling: p95`, percentile(scrolled, 0.95), 25),
		{
			measure: `${cards} cards: frames of scrolling that came late (over 25 ms)`,
			result: `${(slow * 100).toFixed(1)} %`,
			goal: '≤ 5 %',
			met: slow <= 0.05,
		},
		row(`dropped until shown in its new column (n = ${drops}): p50`, percentile(dropped, 0.5), 50),
		row(`dropped until shown in its new column: p95`, percentile(dropped, 0.95), 50),
		row(`sent by another client until shown (n = ${changes}): p50`, percentile(seen, 0.5), 200),
		row(`sent by another client until shown: p95`, percentile(seen, 0.95), 200),
	];
}

function row(what: string, ms: number, goalMs: number): Row {
	return {
		measure: `${cards} cards: ${what}`,
		result: `${ms.toFixed(1)} ms`,
		goal: `≤ ${goalMs} ms`,
		met: ms <= goalMs,
	};
}

/** Milliseconds between frames while the longest column is scrolled by 90 pixels a frame. */
function measureScroll(page: Page): Promise<readonly number[]> {
	return page.evaluate<readonly number[]>(`new Promise((resolve) => {
		const lists = [...document.querySelectorAll('.cards')];
		const list = lists.sort((one, other) => other.scrollHeight - one.scrollHeight)[0];
		const took = [];
		let before = null;
		const step = (now) => {
			if (before !== null) took.push(now - before);
			before = now;
			if (took.length === ${frames}) return resolve(took);
			list.scrollTop += 90;
			requestAnimationFrame(step);
		};
		requestAnimationFrame(step);
	})`);
}

/** Milliseconds from the drop of a dragged card to the frame that shows it in the other column. */
async function measureDrops(page: Page): Promise<readonly number[]> {
	// On the window and first: before anything of the page sees the drop.
	await page.evaluate(`(() => {
		let from;
		let gid;
		const columnOf = () => document.querySelector('[data-gid="' + gid + '"]')?.closest('.column')?.dataset.section;
		addEventListener('dragstart', (event) => {
			gid = event.target.closest('.card').dataset.gid;
			from = columnOf();
			window.took = undefined;
		}, true);
		addEventListener('drop', () => {
			const at = performance.now();
			const look = () => {
				const now = columnOf();
				if (now === undefined || now === from) return requestAnimationFrame(look);
				window.took = performance.now() - at;
			};
			requestAnimationFrame(look);
		}, true);
	})()`);
	const took: number[] = [];
	for (let drop = 0; drop < drops; drop++) {
		const [from, to] = drop % 2 === 0 ? ['In Progress', 'Merging'] : ['Merging', 'In Progress'];
		const column = (name: string | undefined) => page.locator(`.column[aria-label="${name}"] .card`);
		await column(from)
			.nth(1)
			.dragTo(column(to).nth(1), { targetPosition: { x: 30, y: 5 } });
		took.push(
			await page.evaluate<number>(`new Promise((resolve) => {
				const look = () => (window.took === undefined ? requestAnimationFrame(look) : resolve(window.took));
				look();
			})`),
		);
	}
	return took;
}

/** Milliseconds from another client's request to the frame that shows what it changed. */
async function measureOthers(
	page: Page,
	board: LoneBoard,
	section: string,
	gids: readonly string[],
): Promise<readonly number[]> {
	const took: number[] = [];
	// The first card of the first column stays in sight.
	const gid = gids[0] ?? '';
	await board.call('POST', `/sections/${section}/addTask`, { task: gid, insert_after: null });
	await page.evaluate(`document.querySelectorAll('.cards').forEach((list) => (list.scrollTop = 0))`);
	for (let change = 0; change < changes; change++) {
		const name = `changed ${change}`;
		const shown = page.evaluate<number>(`new Promise((resolve) => {
			const look = () => {
				const title = document.querySelector('[data-gid="${gid}"] .card-name');
				if (title?.textContent === '${name}') resolve(Date.now());
				else requestAnimationFrame(look);
			};
			look();
		})`);
		const sentAt = Date.now();
		await board.call('PUT', `/tasks/${gid}`, { name });
		took.push((await shown) - sentAt);
	}
	return took;
}

async function fill(
	board: LoneBoard,
): Promise<{ project: string; sections: readonly string[]; gids: readonly string[] }> {
	const { gid: project } = await board.call<Named>('POST', '/projects', {
		name: 'Large',
		workspace: board.workspaceGid,
	});
	const sections: string[] = [];
	for (const name of columnNames)
		sections.push((await board.call<Named>('POST', `/projects/${project}/sections`, { name })).gid);
	const gids: string[] = [];
	for (let index = 0; index < cards; index++) {
		const section = index % 3 === 0 ? sections[0] : sections[index % sections.length];
		const { gid } = await board.call<Named>('POST', '/tasks', {
			name: `Card ${index} with a name that is as long as people write them`.slice(0, 20 + (index % 45)),
			memberships: [{ project, section }],
		});
		gids.push(gid);
	}
	return { project, sections, gids };
}
