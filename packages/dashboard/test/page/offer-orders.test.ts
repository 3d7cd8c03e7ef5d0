import test from 'ava';
import type { CardView, PauseView } from '@aegis/shared/api';
import { loadPageModule } from '../helpers/page-module.ts';
import { cardOf } from '../helpers/views.ts';

const { offerOrders } = await loadPageModule<{
	offerOrders: (card: CardView, pauses: readonly PauseView[]) => string[];
}>('core/offer-orders.js');

const waiting = (code: string, change: Partial<CardView> = {}): CardView =>
	cardOf({ state: 'waiting', reason: { code, text: code }, ...change });
const paused: PauseView = { scope: 'card', gid: '1', name: null, by: 'Ada', at: 0 };

test('each card offers what makes sense for it, and nothing else', (t) => {
	t.deepEqual(offerOrders(cardOf({ state: 'running' }), []), ['pause', 'stop']);
	t.deepEqual(offerOrders(cardOf({ state: 'queued' }), []), ['pause', 'stop']);
	t.deepEqual(offerOrders(waiting('blocked'), []), ['pause']);
	t.deepEqual(offerOrders(waiting('paused'), [paused]), ['resume']);
	t.deepEqual(offerOrders(waiting('paused'), [{ ...paused, scope: 'all', gid: null }]), []);
	t.deepEqual(offerOrders(waiting('quarantined'), []), ['resume']);
	t.deepEqual(offerOrders(waiting('awaiting-person'), []), ['resume']);
	t.deepEqual(offerOrders(waiting('awaiting-person', { section: 'Clarification Needed' }), []), []);
	t.deepEqual(offerOrders(waiting('awaiting-approval'), []), []);
	t.deepEqual(offerOrders(cardOf({ state: 'idle' }), []), []);
	t.deepEqual(offerOrders(cardOf({ state: 'done' }), []), []);
});
