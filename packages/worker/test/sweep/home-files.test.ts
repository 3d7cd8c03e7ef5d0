import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'ava';
import { locateHome } from '@aegis/shared/config';
import { sweepHome } from '../../src/sweep/home-files.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const day = 24 * 60 * 60 * 1_000;

test('old runs and sessions go; what is young, wanted or the worker’s own stays', (t) => {
	const home = locateHome(temporaryFolder(t));
	const put = (file: string, ageDays: number): string => {
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, 'x');
		const at = (Date.now() - ageDays * day) / 1_000;
		utimesSync(file, at, at);
		utimesSync(dirname(file), at, at);
		return file;
	};
	const old = put(join(home.runs, 'old', 'transcript.jsonl'), 20);
	const young = put(join(home.runs, 'young', 'transcript.jsonl'), 3);
	const grown = put(join(home.runs, 'grown', 'transcript.jsonl'), 20);
	utimesSync(grown, Date.now() / 1_000, Date.now() / 1_000);
	const unsent = put(join(home.runs, '.unsent', 'w', 'r.json'), 90);
	const session = (id: string, ageDays: number): string =>
		put(join(home.claude, 'projects', '-repo', `${id}.jsonl`), ageDays);
	const done = session('aaaa-1', 20);
	const cost = put(join(home.runs, '.sessions', 'aaaa-1'), 20);
	const unborn = put(join(home.runs, '.sessions', 'dddd-4'), 20);
	const wanted = session('bbbb-2', 20);
	const wantedCost = put(join(home.runs, '.sessions', 'bbbb-2'), 20);
	const begun = put(join(home.runs, '.sessions', 'eeee-5'), 2);
	const recent = session('cccc-3', 2);
	const settings = put(join(home.claude, 'settings.json'), 90);

	t.deepEqual(sweepHome(home, 14 * day, new Set(['bbbb-2'])), { runs: 1, sessions: 1 });

	for (const file of [old, done, cost, unborn]) t.false(existsSync(file), file);
	for (const file of [young, grown, unsent, wanted, wantedCost, begun, recent, settings])
		t.true(existsSync(file), file);
});

test('a home where nothing ever ran has nothing to sweep', (t) => {
	t.deepEqual(sweepHome(locateHome(temporaryFolder(t)), day, new Set()), { runs: 0, sessions: 0 });
});
