import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { buildTestApp } from '../helpers/test-app.ts';
import { makeTempHome } from '../helpers/temp-home.ts';

const headers = { host: 'localhost' };

test('a transcript is served as it was written, as plain text', async (t) => {
	using home = makeTempHome();
	const text = '{"type":"system"}\n{"type":"result","result":"<script>alert(1)</script>"}\n';
	mkdirSync(join(home.runs, 'run-1'), { recursive: true });
	writeFileSync(join(home.runs, 'run-1', 'transcript.jsonl'), text);
	await using built = await buildTestApp(home);

	const answer = await built.app.inject({
		url: '/api/runs/run-1/transcript',
		headers: { ...headers, ...built.bearer },
	});
	t.is(answer.body, text);
	t.is(answer.headers['content-type'], 'text/plain; charset=utf-8');
	t.is(answer.headers['x-content-type-options'], 'nosniff');
});

test('no id reaches outside the runs, and no link is followed', async (t) => {
	using home = makeTempHome();
	const secret = join(home.root, 'transcript.jsonl');
	writeFileSync(secret, 'secret');
	mkdirSync(join(home.runs, 'linked'), { recursive: true });
	symlinkSync(secret, join(home.runs, 'linked', 'transcript.jsonl'));
	mkdirSync(join(home.runs, 'folder', 'transcript.jsonl'), { recursive: true });
	await using built = await buildTestApp(home);

	for (const id of ['..', '%2e%2e', '..%2f', '%2e%2e%2f%2e%2e', 'unknown', 'linked', 'folder', 'a%00b']) {
		const answer = await built.app.inject({
			url: `/api/runs/${id}/transcript`,
			headers: { ...headers, ...built.bearer },
		});
		t.true(answer.statusCode === 404 || answer.statusCode === 400, `${id} ${answer.statusCode}`);
		t.false(answer.body.includes('secret'), id);
	}
});
