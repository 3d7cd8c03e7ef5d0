import test from 'ava';
import * as fc from 'fast-check';
import { ApiUsage, findPrice, loadPrices, mergeUsage, priceOf, readUsage } from '../../src/prices.ts';

const table = loadPrices();

/** Nano-dollars of one answer of a model, as the provider's usage says it. */
function cost(model: string, usage: object): number | null | undefined {
	const price = findPrice(table, model);
	return price === null ? undefined : priceOf(readUsage(ApiUsage.parse(usage)), price);
}

test('each kind of token has its own price', (t) => {
	const usage = {
		input_tokens: 1_000,
		output_tokens: 100,
		cache_read_input_tokens: 50_000,
		cache_creation_input_tokens: 3_000,
		cache_creation: { ephemeral_5m_input_tokens: 1_000, ephemeral_1h_input_tokens: 2_000 },
	};

	// 1,000 × $4 + 100 × $20 + 50,000 × $0.20 + 1,000 × $5 + 2,000 × $8, per million.
	t.is(cost('claude-opus-5-5', usage), 37_000_000);
});

test('what was written to the cache without a word for how long is kept for five minutes', (t) => {
	t.is(cost('claude-opus-5-5', { cache_creation_input_tokens: 1_000 }), 5_000_000);
	const more = { cache_creation_input_tokens: 1_000, cache_creation: { ephemeral_1h_input_tokens: 9_000 } };
	t.is(cost('claude-opus-5-5', more), 8_000_000, 'never more than was written');
});

test('a long prompt puts the whole call on its rates', (t) => {
	t.is(cost('claude-haiku-5-5', { input_tokens: 100_000, output_tokens: 1_000 }), 10_500_000);
	const long = { input_tokens: 1, cache_read_input_tokens: 100_000, output_tokens: 1_000 };
	t.is(cost('claude-haiku-5-5', long), 500 + 5_000_000 + 2_500_000);
});

test('calls that add up to the answer are priced one by one, others are not believed', (t) => {
	const half = { input_tokens: 60_000, output_tokens: 10 };
	const whole = { input_tokens: 120_000, output_tokens: 20 };
	const iterations = [{ type: 'message', ...half }, { type: 'message', ...half }, { type: 'compaction' }];

	t.is(cost('claude-haiku-5-5', { ...whole, iterations }), 120_000 * 100 + 20 * 500);
	t.is(cost('claude-haiku-5-5', { ...whole, iterations: iterations.slice(1) }), 120_000 * 500 + 20 * 2_500);
});

test('place of inference, fast mode and searches have their price', (t) => {
	const usage = { input_tokens: 1_001 };
	t.is(cost('claude-opus-5-5', { ...usage, inference_geo: 'us' }), 4_404_400);
	t.is(cost('claude-opus-5-5', { ...usage, inference_geo: 'global' }), 4_004_000);
	t.is(cost('claude-opus-5-5', { ...usage, speed: 'fast' }), 8_008_000);
	t.is(
		cost('claude-opus-5-5', { inference_geo: 'us', server_tool_use: { web_search_requests: 2 } }),
		20_000_000,
		'the factor is on tokens alone',
	);
});

test('what the table does not know has no price', (t) => {
	t.is(cost('claude-opus-6', { input_tokens: 1 }), undefined);
	t.is(cost('claude-opus-5-5-preview', { input_tokens: 1 }), undefined, 'a part of a name is another name');
	t.is(cost('opus', { input_tokens: 1 }), undefined);
	t.is(cost('constructor', { input_tokens: 1 }), undefined);
	t.is(cost('claude-sonnet-5', { input_tokens: 1, speed: 'fast' }), null);
	t.is(cost('claude-sonnet-5', { input_tokens: 1, inference_geo: 'mars' }), null);
});

test('a dated id is the model it is an id of, and no other', (t) => {
	t.is(cost('claude-opus-4-20250514', { input_tokens: 1 }), cost('claude-opus-4-0', { input_tokens: 1 }));
	t.is(cost('claude-opus-4-5-20251101', { input_tokens: 1 }), 5_000);
	t.is(cost('claude-opus-4-1', { input_tokens: 1 }), 15_000);
});

test('every price is a whole number of nano-dollars, and more tokens never cost less', (t) => {
	const count = fc.integer({ min: 0, max: 2_000_000 });
	const usage = fc.record({
		input_tokens: count,
		output_tokens: count,
		cache_read_input_tokens: count,
		cache_creation_input_tokens: count,
	});
	const model = fc.constantFrom(...Object.keys(table.models));
	fc.assert(
		fc.property(model, usage, fc.constantFrom('us', 'global'), (id, some, inference_geo) => {
			const less = cost(id, { ...some, inference_geo }) ?? -1;
			const more = cost(id, { ...some, output_tokens: some.output_tokens + 1, inference_geo }) ?? -1;
			return Number.isSafeInteger(less) && Number.isSafeInteger(more) && less >= 0 && more > less;
		}),
	);
	t.pass();
});

test('events of a stream say totals, and nothing gets less', (t) => {
	const start = ApiUsage.parse({ input_tokens: 10, output_tokens: 1, cache_creation_input_tokens: 5 });
	const end = mergeUsage(start, ApiUsage.parse({ output_tokens: 40, input_tokens: 0 }));

	t.like(end, { input_tokens: 10, output_tokens: 40, cache_creation_input_tokens: 5 });
});

test('usage that makes no sense counts as nothing said, and breaks nothing', (t) => {
	const usage = ApiUsage.parse({
		input_tokens: 'many',
		output_tokens: -3,
		cache_creation: 7,
		iterations: 'x',
	});

	t.deepEqual(readUsage(usage).calls, [
		{ input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 },
	]);
});
