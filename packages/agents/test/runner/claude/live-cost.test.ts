import test from 'ava';
import { createLiveCost } from '../../../src/runner/claude/live-cost.ts';
import { parseLines } from '../../helpers/fixture-lines.ts';

const stream = (event: object, parent: string | null = null): string =>
	JSON.stringify({ type: 'stream_event', parent_tool_use_id: parent, event });
const begin = (model: string, usage: object): object => ({
	type: 'message_start',
	message: { model, usage },
});
const delta = (usage: object): object => ({ type: 'message_delta', usage });

test('the exact id of the model decides, and each kind of token has its own price', (t) => {
	const cost = createLiveCost();
	cost.start('', 'claude-haiku-4-5', {
		input_tokens: 1_000_000,
		output_tokens: 0,
		cache_read_input_tokens: 1_000_000,
		cache_creation_input_tokens: 1_000_000,
		cache_creation: { ephemeral_1h_input_tokens: 1_000_000 },
	});
	// $1 read, $2 written to the cache for an hour, $0.10 from it, $5 put out.
	cost.update('', { output_tokens: 1_000_000 });
	t.is(cost.total(), 8.1);
	t.deepEqual(cost.tokens(), {
		input: 1_000_000,
		output: 1_000_000,
		cacheRead: 1_000_000,
		cacheWrite5m: 0,
		cacheWrite1h: 1_000_000,
	});
});

test('a name that is part of another is another model: it has no price, and its cost is unknown', (t) => {
	const lines = [
		stream(begin('claude-opus-5-5', { input_tokens: 1_000 })),
		stream(begin('claude-opus-5-5-next', { input_tokens: 1_000 }), 'sub'),
		stream(delta({ output_tokens: 10 }), 'sub'),
		JSON.stringify({
			type: 'result',
			subtype: 'success',
			is_error: false,
			total_cost_usd: 0.008,
			result: '{"a":1}',
		}),
	];
	const { events, verdict } = parseLines(lines);
	t.deepEqual(
		events.filter(({ type }) => type === 'unpriced'),
		[{ type: 'unpriced', model: 'claude-opus-5-5-next' }],
	);
	t.like(verdict, { costUsd: null, models: ['claude-opus-5-5', 'claude-opus-5-5-next'] });
});

test('what the CLI counts at another model’s price is unknown, not its word', (t) => {
	const result = {
		type: 'result',
		subtype: 'success',
		is_error: false,
		total_cost_usd: 0.3,
		result: '{"a":1}',
	};
	const by = (costBasis: string): string =>
		JSON.stringify({ ...result, modelUsage: { 'some-model': { costUSD: 0.3, costBasis } } });
	t.is(parseLines([by('unknown')]).verdict.costUsd, null);
	t.is(parseLines([by('list')]).verdict.costUsd, 0.3);
});
