import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { makeTempHome } from '../../helpers/temp-home.ts';
import { buildTestApp } from '../../helpers/test-app.ts';

const host = { host: 'localhost:4173' };

test('a transcript is read from where one was, whole lines only', async (t) => {
	using home = makeTempHome();
	const folder = join(home.runs, 'run-1');
	mkdirSync(folder, { recursive: true });
	const line = (n: number): string => `${JSON.stringify({ at: n, type: 'text', text: `é${n}` })}\n`;
	writeFileSync(join(folder, 'transcript.jsonl'), `${line(1)}not json\n${line(2)}{"at":3,"ty`);
	writeFileSync(join(folder, 'prompt.md'), 'Do it.');
	await using built = await buildTestApp(home);
	const get = async (url: string) => built.app.inject({ url, headers: { ...host, ...built.bearer } });

	const first = (await get('/api/v1/runs/run-1/transcript')).json<{ next: number }>();
	t.like(first, { entries: [{ at: 1, text: 'é1' }, { at: 2 }], more: false });
	t.like((await get(`/api/v1/runs/run-1/transcript?after=${first.next}`)).json(), {
		entries: [],
		next: first.next,
	});
	writeFileSync(join(folder, 'transcript.jsonl'), `${line(1)}not json\n${line(2)}${line(3)}`);
	t.like((await get(`/api/v1/runs/run-1/transcript?after=${first.next}`)).json(), { entries: [{ at: 3 }] });
	t.deepEqual((await get('/api/v1/runs/run-1/prompt')).json(), { text: 'Do it.' });
	t.deepEqual((await get('/api/v1/runs/run-1/checks')).json(), []);
	t.is((await get('/api/v1/runs/run-2/prompt')).statusCode, 404);
});

test('no id reaches outside the runs, and no link is followed', async (t) => {
	using home = makeTempHome();
	mkdirSync(join(home.runs, 'run-1'), { recursive: true });
	const secret = join(home.root, 'secret.jsonl');
	writeFileSync(secret, '{"at":1,"type":"secret"}\n');
	symlinkSync(secret, join(home.runs, 'run-1', 'transcript.jsonl'));
	symlinkSync(secret, join(home.runs, 'run-1', 'prompt.md'));
	await using built = await buildTestApp(home);
	for (const id of ['run-1', '..', '..%2f..', '%2e%2e', 'a'.repeat(200)])
		for (const file of ['transcript', 'prompt', 'checks']) {
			const answer = await built.app.inject({
				url: `/api/v1/runs/${id}/${file}`,
				headers: { ...host, ...built.bearer },
			});
			t.false(answer.body.includes('secret'), `${id} ${file}`);
		}
});
