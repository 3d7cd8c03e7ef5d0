import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import test from 'ava';
import type { Page } from 'playwright-core';
import { browserTest } from '../helpers/chromium.ts';
import { makeCard, openPage } from '../helpers/page.ts';

test.beforeEach((t) => t.timeout(180_000));

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong, one line each. */
async function violations(page: Page): Promise<readonly string[]> {
	// Evaluated by the browser's own means, past the page's policy: nothing is added to the page.
	await page.evaluate(axe);
	return page.evaluate<readonly string[]>(
		`axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 120)).join(' | ')))`,
	);
}

for (const colorScheme of ['light', 'dark'] as const) {
	for (const [size, viewport] of Object.entries({
		desktop: { width: 1400, height: 800 },
		phone: { width: 390, height: 844 },
	})) {
		browserTest(`axe finds nothing: ${size}, ${colorScheme}`, async (t) => {
			await using open = await openPage([['one', 'Drafts']], {
				colorScheme,
				viewport,
				reducedMotion: 'reduce',
			});
			const { board, project, page } = open;
			const card = await makeCard(board, project, {
				name: 'two',
				column: 'Clarification Needed',
				notes:
					'A [link](https://example.com), `code` and\n\n```\na block\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |',
				fields: {
					Agent: 'Triage',
					'Swarm Status': 'Blocked',
					Cost: 1.9,
					'Max Cost': 2,
					Reason: 'Asks something',
				},
			});
			await board.fetch('POST', `/tasks/${card}/stories`, { text: 'a *word*' });
			await board.fetch('POST', `/tasks/${card}/subtasks`, { name: 'step' });
			await page.locator('.card', { hasText: 'two' }).waitFor();
			t.deepEqual(await violations(page), [], 'the board');
			const wide = await page.evaluate('document.documentElement.scrollWidth <= innerWidth');
			t.true(wide, 'the page itself never scrolls sideways');

			await page.goto(`${board.board.url}/?project=${project.gid}&card=${card}`);
			await page.getByLabel('step', { exact: true }).waitFor();
			await page.locator('.story').waitFor();
			t.deepEqual(await violations(page), [], 'the open card');
			await page.keyboard.press('Escape');
			await page.keyboard.press('c');
			await page.getByRole('dialog').waitFor();
			t.deepEqual(await violations(page), [], 'the dialog');
		});
	}
}
