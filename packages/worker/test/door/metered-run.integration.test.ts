import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startProvider, stream, type Provider } from '@aegis/proxy/testing/provider';
import { findLeaks, makeCanary, readTree } from '@aegis/shared/testing';
import test, { type ExecutionContext } from 'ava';
import { commitFiles, makeRepository } from '../helpers/repository.ts';
import { startRedis } from '../helpers/redis.ts';
import { makeSpec } from '../helpers/run.ts';
import { ScriptedMaster } from '../helpers/scripted-master.ts';
import { startWorker } from '../helpers/worker.ts';

/** A coding CLI that calls the model as often as it is told, says that it cost nothing, and tells all it can see. */
const cli = (calls: number, model: string): string => `
import { readFileSync } from 'node:fs';
const say = (line) => process.stdout.write(JSON.stringify(line) + '\\n');
say({ type: 'system', subtype: 'init', session_id: '11111111-1111-4111-8111-111111111111' });
say({ type: 'assistant', message: { content: [{ type: 'text', text: JSON.stringify(process.env) }] } });
let failed = null;
for (let call = 0; call < ${calls} && failed === null; call += 1) {
	const response = await fetch(process.env.ANTHROPIC_BASE_URL + '/v1/messages', {
		method: 'POST',
		headers: { 'x-api-key': process.env.ANTHROPIC_API_KEY, 'content-type': 'application/json' },
		body: JSON.stringify({ model: '${model}', max_tokens: 1000, stream: true, messages: [] }),
	});
	const text = await response.text();
	if (!response.ok) failed = { status: response.status, text };
}
const answer = { summary: 'x', commitMessage: null, testsAdded: false, notes: '' };
say({
	type: 'result',
	subtype: 'success',
	is_error: failed !== null,
	result: failed === null ? 'done' : 'API Error: ' + failed.status + ' ' + failed.text,
	api_error_status: failed?.status ?? null,
	total_cost_usd: 0,
	session_id: '11111111-1111-4111-8111-111111111111',
	...(failed === null ? { structured_output: { verdict: 'clear', summary: 'x', questions: [] , ...answer } } : {}),
});
process.exit(failed === null ? 0 : 1);
`;

const usage = { input_tokens: 1_000, output_tokens: 1_000 };
/** $4 and $20 per million tokens. */
const callUsd = 0.024;

async function runOnce(
	t: ExecutionContext,
	provider: Provider,
	options: { calls: number; model?: string; budgetUsd?: number },
) {
	const { path, root } = makeRepository(t);
	commitFiles(path, { 'aegis_config.json': JSON.stringify({ test_command: null }) });
	const key = makeCanary();
	// In the repository, where a sandboxed agent finds it.
	const script = join(path, 'cli.mjs');
	writeFileSync(script, cli(options.calls, options.model ?? 'claude-opus-5-5'));
	const redisUrl = await startRedis(t);
	const master = new ScriptedMaster(t, redisUrl);
	const { home } = await startWorker(t, {
		root,
		redisUrl,
		claude: JSON.stringify([process.execPath, script]),
		env: { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: provider.url, AWS_SECRET_ACCESS_KEY: key },
	});
	const spec = makeSpec(path, 'Triage', { budgetUsd: options.budgetUsd ?? 1 });
	await master.start(spec);
	const result = await master.resultOf(spec.runId);
	const records = readTree(join(home.runs, spec.runId));
	return { result, key, records, master, journals: readdirSync(join(home.runs, '.spending', 'worker-1')) };
}

test.serial('a run costs what the meter says, not what its CLI says, and never had the key', async (t) => {
	await using provider = await startProvider((_, response) => stream(response, usage));

	const { result, key, records, master, journals } = await runOnce(t, provider, { calls: 3 });

	t.is(provider.calls.length, 3);
	t.true(provider.calls.every(({ headers }) => headers['x-api-key'] === key));
	t.is(result.costUsd, 0.072);
	t.true(result.metered);
	t.like(result, { tokens: { input: 3_000, output: 3_000 }, models: ['claude-opus-5-5'] });
	t.deepEqual(journals, [], 'its result says it all');
	t.true(master.progress.length === 0 || master.progress.every(({ costUsd }) => costUsd <= 4 * callUsd));
	for (const { path, text } of records) t.deepEqual(findLeaks(text, key), [], path);
	t.true(records.some(({ text }) => text.includes('ANTHROPIC_BASE_URL')));
	t.false(records.some(({ text }) => text.includes('AWS_SECRET_ACCESS_KEY')));
});

test.serial('at its cap a run is over budget, at most one call beyond it', async (t) => {
	await using provider = await startProvider((_, response) => stream(response, usage));

	const { result } = await runOnce(t, provider, { calls: 10, budgetUsd: 0.06 });

	t.is(result.outcome.kind, 'over-budget');
	t.true((result.costUsd ?? 9) <= 0.06 + callUsd);
	t.is(result.costUsd, Number((provider.calls.length * callUsd).toFixed(9)));
});

test.serial('a model without a price ends the run with that sentence, and is not asked', async (t) => {
	await using provider = await startProvider((_, response) => stream(response, usage));

	const { result } = await runOnce(t, provider, { calls: 1, model: 'claude-next-9' });

	t.like(result.outcome, { kind: 'failed', code: 'PRICE_UNKNOWN' });
	t.regex(
		result.outcome.kind === 'failed' ? result.outcome.message : '',
		/does not know what the model claude-next-9 costs/,
	);
	t.is(provider.calls.length, 0);
});

test.serial('a usage limit is told as one, with its end', async (t) => {
	await using provider = await startProvider((_, response) => {
		const reset = {
			'anthropic-ratelimit-unified-status': 'rejected',
			'anthropic-ratelimit-unified-reset': '1900000000',
		};
		response.writeHead(429, { 'content-type': 'application/json', ...reset });
		response.end(JSON.stringify({ type: 'error', error: { type: 'rate_limit_error', message: 'limit' } }));
	});

	const { result } = await runOnce(t, provider, { calls: 1 });

	t.deepEqual(result.outcome, { kind: 'usage-limited', until: 1_900_000_000_000 });
	t.is(result.costUsd, 0);
});

test.serial('the next process of a killed worker tells what its runs had cost', async (t) => {
	const { root } = makeRepository(t);
	const redisUrl = await startRedis(t);
	const master = new ScriptedMaster(t, redisUrl);
	const folder = join(root, 'home', 'runs', '.spending', 'worker-1');
	mkdirSync(folder, { recursive: true });
	// As a kill -9 left it: between two calls.
	const run = { runId: 'killed', cardGid: 'card-1', projectGid: 'project-1', epoch: 2 };
	const spent = [
		{ spentUsd: 0, reservedUsd: 0.05 },
		{ spentUsd: 0.024, reservedUsd: 0 },
	];
	writeFileSync(
		join(folder, 'killed.jsonl'),
		[run, ...spent].map((line) => `${JSON.stringify(line)}\n`).join(''),
	);
	await startWorker(t, { root, redisUrl, claude: 'false' });
	const result = await master.resultOf('killed');
	t.like(result, { costUsd: 0.024, metered: true, outcome: { kind: 'lost' } });
	t.deepEqual(readdirSync(folder), []);
});
