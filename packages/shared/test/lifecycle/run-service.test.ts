import { join } from 'node:path';
import { existsSync, readFileSync, statSync } from 'node:fs';
import test from 'ava';
import { startChild } from '../helpers/child.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';

/** What a service has printed that is no log line. */
const said = (lines: readonly string[]): string[] => lines.filter((line) => !line.startsWith('{'));

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
	test(`${signal} disposes what was opened, last in, first out, and ends well`, async (t) => {
		await using service = startChild('service.ts', ['plain']);
		await service.line('ready');

		service.process.kill(signal);

		t.is(await service.ended, 0);
		t.deepEqual(said(service.lines), ['ready', 'disposed second', 'disposed first']);
	});
}

test('readiness is told by a file that is touched from then on, not before', async (t) => {
	using folder = makeTempDir();
	const file = join(folder.path, 'ready');
	{
		await using starting = startChild('service.ts', ['hangs'], { AEGIS_READY: file });
		await starting.line('ready');
		t.false(existsSync(file));
	}
	await using _ = startChild('service.ts', ['plain'], { AEGIS_READY: file });
	await until('the file', () => existsSync(file));
	const first = statSync(file).mtimeMs;
	await until('a later touch', () => statSync(file).mtimeMs > first);
});

test('a signal while it is still starting stops it too', async (t) => {
	await using service = startChild('service.ts', ['waits']);
	await service.line('ready');

	service.process.kill('SIGTERM');

	t.is(await service.ended, 0);
	t.deepEqual(said(service.lines).slice(1), ['disposed second', 'disposed first']);
});

test('a second signal ends it at once', async (t) => {
	await using service = startChild('service.ts', ['slow']);
	await service.line('ready');
	service.process.kill('SIGTERM');
	await service.line('disposing');

	service.process.kill('SIGTERM');

	t.is(await service.ended, 130);
	t.deepEqual(said(service.lines), ['ready', 'disposing']);
});

for (const mode of ['stuck', 'hangs']) {
	test(`one that does not stop in time (${mode}) is ended all the same`, async (t) => {
		await using service = startChild('service.ts', [mode]);
		await service.line('ready');

		service.process.kill('SIGTERM');

		t.is(await service.ended, 1);
		t.true(service.lines.some((line) => line.includes('did not stop in time')));
	});
}

test('a disposal that fails does not keep the others from theirs, and is told', async (t) => {
	await using service = startChild('service.ts', ['bad-disposal']);
	await service.line('ready');

	service.process.kill('SIGTERM');

	t.is(await service.ended, 1);
	t.deepEqual(said(service.lines), ['ready', 'disposed second', 'disposed first']);
	t.true(service.lines.some((line) => line.includes('cannot let go')));
});

test('an error with a fix ends with its own exit code, and says both', async (t) => {
	await using service = startChild('service.ts', ['misconfigured']);

	t.is(await service.ended, 4);

	t.deepEqual(said(service.lines), ['disposed second', 'disposed first']);
	t.like(JSON.parse(service.lines.at(-1) ?? ''), {
		level: 'fatal',
		code: 'SOME_CODE',
		fix: 'Put it right.',
		msg: 'It is wrong.',
	});
});

for (const [mode, words] of [
	['broken', 'no idea'],
	['fails-later', 'LATER'],
	['rejects', 'nobody listens'],
] as const) {
	test(`an error (${mode}) ends it with 1, after everything was disposed`, async (t) => {
		await using service = startChild('service.ts', [mode]);

		t.is(await service.ended, 1);

		t.deepEqual(said(service.lines).slice(-2), ['disposed second', 'disposed first']);
		t.true(service.lines.some((line) => line.includes('"fatal"') && line.includes(words)));
	});
}

test('on a leash it stops, in order, when its starter closes it; a signal meanwhile does not cut that short', async (t) => {
	using folder = makeTempDir();
	const file = join(folder.path, 'said');
	await using service = startChild('service.ts', ['plain', file], { AEGIS_LEASH: '1' });
	await service.line('ready');

	service.process.stdin?.end();
	service.process.kill('SIGTERM');

	t.is(await service.ended, 0);
	t.deepEqual(readFileSync(file, 'utf8').trim().split('\n'), ['disposed second', 'disposed first']);
});

test('without a leash a closed stdin means nothing', async (t) => {
	await using service = startChild('service.ts', ['plain']);
	await service.line('ready');
	service.process.stdin?.end();
	await until('it was closed', () => service.process.stdin?.closed);

	service.process.kill('SIGTERM');
	t.is(await service.ended, 0);
	t.true(service.lines.some((line) => line.includes('"why":"SIGTERM"')));
});
