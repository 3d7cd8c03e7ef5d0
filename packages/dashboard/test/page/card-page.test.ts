import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Home } from '@aegis/shared/config';
import { runOf } from '@aegis/shared/testing';
import { browserTest } from '../helpers/chromium.ts';
import type { FakeMaster } from '../helpers/fake-master.ts';
import { withPage } from '../helpers/open-page.ts';
import { busyStatus, detailOf } from '../helpers/views.ts';

const entries = 50_000;

/** A card that waits to be merged, with a branch in a real repository and a transcript of many entries. */
function prepare(home: Home, master: FakeMaster): void {
	const repository = join(home.root, 'repository');
	mkdirSync(repository);
	const git = (...args: string[]): void =>
		void execFileSync('git', ['-C', repository, '-c', 'user.name=A', '-c', 'user.email=a@b.c', ...args]);
	git('init', '-q', '-b', 'main');
	writeFileSync(join(repository, 'a.js'), 'one\ntwo\n');
	git('add', '.');
	git('commit', '-qm', 'first');
	git('checkout', '-qb', 'feat/task-4');
	writeFileSync(join(repository, 'a.js'), 'one\n<script>alert(1)</script>\n');
	git('commit', '-qam', 'second');
	master.status = {
		...master.status,
		projects: master.status.projects.map((project) => ({ ...project, path: repository })),
	};
	const run = runOf({
		runId: 'long',
		cardGid: '4',
		state: 'finished',
		outcome: 'succeeded',
		finishedAt: Date.now(),
	});
	const card = master.status.cards.find(({ gid }) => gid === '4');
	master.cards.set(
		'4',
		detailOf({
			...card,
			runs: [run],
			notes: '**bold** <img src=x onerror=alert(1)> [x](javascript:alert(1))',
		}),
	);
	mkdirSync(join(home.runs, 'long'), { recursive: true });
	const lines = Array.from({ length: entries }, (_, n) => {
		const at = run.queuedAt + n;
		if (n % 5 === 0) return { at, type: 'text', text: `Step ${n}: I look **further**.` };
		if (n % 5 === 1 || n % 5 === 3) return { at, type: 'tool', name: 'Read', detail: `file-${n}.js` };
		return n % 5 === 4
			? { at, type: 'cost', costUsd: n / 1e5 }
			: { at, type: 'tool-result', ok: true, text: `result ${n}` };
	});
	writeFileSync(
		join(home.runs, 'long', 'transcript.jsonl'),
		`${lines.map((line) => JSON.stringify(line)).join('\n')}\n`,
	);
}

browserTest(
	'fifty thousand entries are read, searched and opened, and few of them are drawn at a time',
	(t) =>
		withPage(t, { status: busyStatus(Date.now()), prepare }, async ({ page, url }) => {
			await page.goto(`${url}/cards/4?tab=transcript&run=long`);
			await page.getByText(`Step ${entries - 5}:`).waitFor();
			t.true((await page.locator('.transcript *').count()) < 2_000, 'only what is in sight is drawn');

			await page.getByPlaceholder('Search the transcript').fill('file-25001.js');
			await page.getByText('1 row of').waitFor();
			await page.locator('.tool button').click();
			await page.locator('.tool pre', { hasText: 'result 25002' }).waitFor();
			t.regex(page.url(), /q=file-25001\.js/, 'the address is the state');
			await page.reload();
			await page.getByText('1 row of').waitFor();
		}),
);

browserTest('a remark on a line of the diff goes back to the Worker; nothing in it is HTML', (t) =>
	withPage(t, { status: busyStatus(Date.now()), prepare }, async ({ page, url, orders }) => {
		await page.goto(`${url}/cards/4`);
		await page.getByText('Description').click();
		await page.locator('.markdown strong', { hasText: 'bold' }).waitFor();
		t.is(await page.locator('.markdown img, .markdown a').count(), 0);

		await page.getByRole('tab', { name: 'Timeline' }).press('ArrowRight');
		await page.getByRole('tab', { name: 'Transcript' }).press('ArrowRight');
		await page.locator('.diff-line.add', { hasText: '<script>alert(1)</script>' }).waitFor();
		await page.getByRole('button', { name: 'Remark on a.js, line 2' }).last().click();
		await page.getByLabel('Remark on a.js, line 2', { exact: true }).last().fill('No scripts.');
		await page.keyboard.press('Control+Enter');
		await page.getByRole('button', { name: 'Send back with 1 remark' }).click();
		await page.locator('.receipt').waitFor();
		t.like(await orders(), [{ cardGid: '4', act: { kind: 'send-back', text: 'a.js:2: No scripts.' } }]);
	}),
);
