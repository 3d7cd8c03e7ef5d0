import type { Locator } from 'playwright-core';
import { cardOf } from '@aegis/shared/testing';
import { browserTest } from '../helpers/chromium.ts';
import { withPage } from '../helpers/open-page.ts';
import { busyStatus } from '../helpers/views.ts';

/** The busy status with a card whose budget is reached. */
function status() {
	const given = busyStatus(Date.now());
	const spent = cardOf({
		gid: '9',
		name: 'Export invoices',
		state: 'waiting',
		needs: 'budget',
		costUsd: 2,
		maxCostUsd: 2,
		reason: { code: 'budget-reached', text: 'Budget reached: $2.00 of $2.00 spent; raise Max Cost to go on' },
	});
	return { ...given, cards: [...given.cards, spent] };
}

browserTest('a person answers by keyboard alone, and sees the receipt', (t) =>
	withPage(t, { status: status() }, async ({ page, orders }) => {
		const card = page.locator('#needs-you article', { hasText: 'Which languages' });
		await card.getByText('2. Who decides it?').waitFor();
		const field = card.getByLabel('Your answer');
		for (let tabs = 0; tabs < 60 && !(await isFocused(field)); tabs++) await page.keyboard.press('Tab');
		await page.keyboard.type('German. Ada decides.');
		await page.keyboard.press('Control+Enter');
		await page.locator('.receipt', { hasText: 'Carried out.' }).waitFor();
		t.is(await field.inputValue(), '', 'what was taken is gone from the field');
		t.like(await orders(), [
			{ type: 'card.order', cardGid: '3', by: 'Ada', act: { kind: 'comment', text: 'German. Ada decides.' } },
		]);
	}),
);

browserTest('a merge is approved for the commit that was shown, after one more question', (t) =>
	withPage(t, { status: status() }, async ({ page, orders }) => {
		const card = page.locator('#needs-you article', { hasText: 'Migrate the store' });
		await card.getByRole('button', { name: 'Approve and merge' }).click();
		t.deepEqual(await orders(), [], 'nothing before the answer');
		await card.getByText('Merge abc1234de?').waitFor();
		await page.keyboard.press('Escape');
		await card.getByRole('button', { name: 'Approve and merge' }).click();
		await card.getByRole('button', { name: 'Approve and merge' }).click();
		await page.locator('.receipt').waitFor();
		t.like(await orders(), [{ cardGid: '4', act: { kind: 'approve', head: 'abc1234def' } }]);
	}),
);

browserTest(
	'a budget is raised in one click, a run is stopped after a question, a refusal is shown as one',
	(t) =>
		withPage(t, { status: status() }, async ({ page, orders, master }) => {
			const spent = page.locator('#needs-you article', { hasText: 'Export invoices' });
			await spent.getByRole('button', { name: 'Raise to $4.00 and go on' }).click();
			await page.locator('.receipt').first().waitFor();
			const running = page.locator('#running article', { hasText: 'Add a farewell' });
			await running.getByRole('button', { name: 'Stop' }).click();
			master.receipt = (orderId) => ({
				orderId,
				cardGid: '1',
				kind: 'stop',
				by: 'Ada',
				at: 1,
				accepted: false,
				text: 'No agent works on it, or would.',
			});
			await running.getByRole('button', { name: 'Stop' }).click();
			await page.locator('.receipt.bad', { hasText: 'No agent works on it' }).waitFor();
			t.like(await orders(), [
				{ cardGid: '9', act: { kind: 'budget', maxCostUsd: 4 } },
				{ cardGid: '1', act: { kind: 'stop' } },
			]);
		}),
);

/** True where the element the locator names has the focus. */
function isFocused(field: Locator): Promise<boolean> {
	return field.and(field.page().locator(':focus')).isVisible();
}
