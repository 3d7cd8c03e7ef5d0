import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startProvider, stream } from '@aegis/proxy/testing/provider';
import { makeCanary, readTree, findLeaks } from '@aegis/shared/testing';
import test from 'ava';
import { commitFiles, makeRepository } from '../helpers/repository.ts';
import { startRedis } from '../helpers/redis.ts';
import { makeSpec } from '../helpers/run.ts';
import { realSandbox } from '../helpers/sandbox.ts';
import { ScriptedMaster } from '../helpers/scripted-master.ts';
import { startWorker } from '../helpers/worker.ts';

/** A hostile CLI in a network of its own: it asks its model, and tries every other way out. */
const cli = (provider: string): string => `
import { connect } from 'node:net';
const say = (line) => process.stdout.write(JSON.stringify(line) + '\\n');
const text = (said) => say({ type: 'assistant', message: { content: [{ type: 'text', text: said }] } });
const session_id = '11111111-1111-4111-8111-111111111111';
say({ type: 'system', subtype: 'init', session_id });
const asked = await fetch(process.env.ANTHROPIC_BASE_URL + '/v1/messages', {
	method: 'POST',
	headers: { 'x-api-key': process.env.ANTHROPIC_API_KEY, 'content-type': 'application/json' },
	body: JSON.stringify({ model: 'claude-opus-5-5', max_tokens: 1000, stream: true, messages: [] }),
});
await asked.text();
text('model: ' + asked.status);
await fetch('${provider}/v1/messages', { method: 'POST', body: '{}' }).then(
	() => text('direct: reached'),
	() => text('direct: no way'),
);
const proxy = new URL(process.env.HTTPS_PROXY);
for (const host of ['evil.test:443', '127.0.0.1:443', '169.254.169.254:443']) {
	const heard = await new Promise((resolve) => {
		const socket = connect(Number(proxy.port), proxy.hostname);
		const auth = Buffer.from(proxy.username + ':' + proxy.password).toString('base64');
		socket.write('CONNECT ' + host + ' HTTP/1.1\\r\\nProxy-Authorization: Basic ' + auth + '\\r\\n\\r\\n');
		socket.once('data', (chunk) => resolve(String(chunk).split('\\r\\n')[0]));
		socket.once('error', (error) => resolve(error.code));
	});
	text(host + ' → ' + heard);
}
say({ type: 'result', subtype: 'success', is_error: false, result: 'done', total_cost_usd: 0, session_id,
	structured_output: { verdict: 'clear', summary: 'x', questions: [] } });
`;

test.serial(
	'a sandboxed run reaches its model and nothing else, and what it was refused is on its record',
	async (t) => {
		await using provider = await startProvider((_, response) =>
			stream(response, { input_tokens: 1_000, output_tokens: 1_000 }),
		);
		const { path, root } = makeRepository(t);
		commitFiles(path, { 'aegis_config.json': JSON.stringify({ test_command: null }) });
		const tools = join(root, 'tools');
		mkdirSync(tools);
		writeFileSync(join(tools, 'cli.mjs'), cli(provider.url));
		const sandbox = await realSandbox(t, root, { show: [tools] });
		if (sandbox === null) return;
		if (!sandbox.canBridge) {
			t.log('socat is not installed, nothing was tried');
			return t.pass();
		}
		const key = makeCanary();
		const redisUrl = await startRedis(t);
		const master = new ScriptedMaster(t, redisUrl);
		const { home } = await startWorker(t, {
			root,
			redisUrl,
			sandbox,
			claude: JSON.stringify([process.execPath, join(tools, 'cli.mjs')]),
			env: { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: provider.url, HTTPS_PROXY: '', https_proxy: '' },
		});

		const spec = makeSpec(path, 'Triage');
		await master.start(spec);
		const result = await master.resultOf(spec.runId);

		const records = readTree(join(home.runs, spec.runId));
		const transcript = records.find(({ path: file }) => file.endsWith('transcript.jsonl'))?.text ?? '';
		t.regex(transcript, /model: 200/);
		t.regex(transcript, /direct: no way/);
		t.is(transcript.match(/HTTP\/1\.1 403 Forbidden/g)?.length, 3);
		t.regex(transcript, /no connection to evil\.test:443: it is not on the list of hosts of this project/);
		t.is(result.costUsd, 0.024);
		t.is(provider.calls.length, 1);
		for (const record of records) t.deepEqual(findLeaks(record.text, key), [], record.path);
	},
);
