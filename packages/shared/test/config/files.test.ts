import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { z } from 'zod';
import {
	loadBoardAddress,
	loadProjects,
	locateHome,
	readJsonFile,
	saveProjects,
	type TrackedProject,
} from '../../src/config.ts';
import type { AegisError } from '../../src/errors.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

const schema = z.object({ name: z.string(), size: z.number() });

test('a file that is not there is null, one that is right is read', (t) => {
	using folder = makeTempDir();
	const file = join(folder.path, 'x.json');
	t.is(readJsonFile(file, schema), null);
	writeFileSync(file, '{"name": "n", "size": 1}');
	t.deepEqual(readJsonFile(file, schema), { name: 'n', size: 1 });
});

test('a file that is wrong is named, with everything that is wrong in it', (t) => {
	using folder = makeTempDir();
	const file = join(folder.path, 'x.json');
	writeFileSync(file, '{"name": 1}');
	const error = t.throws<AegisError>(() => readJsonFile(file, schema), { code: 'CONFIG_INVALID' });
	t.is(error?.exitCode, 2);
	t.regex(error?.message ?? '', /x\.json is not valid: name: .*; size: /);
});

test('a file that is no JSON, or no file, is named with the reason', (t) => {
	using folder = makeTempDir();
	const file = join(folder.path, 'x.json');
	writeFileSync(file, '{"name": ');
	for (const path of [file, folder.path]) {
		const error = t.throws<AegisError>(() => readJsonFile(path, schema), { code: 'CONFIG_UNREADABLE' });
		t.true(error?.message.startsWith(`${path} cannot be read as JSON: `));
		t.is(error?.exitCode, 2);
	}
});

const projects: TrackedProject[] = [
	{ gid: '1', name: 'One', path: '/one', board: 'local', commanders: null },
	{ gid: '2', name: 'Two', path: '/two', board: 'asana', commanders: ['7', '8'] },
];

test('where nobody said who may command, it is everybody on the local board and nobody on Asana', (t) => {
	using folder = makeTempDir();
	const file = join(folder.path, 'projects.json');
	saveProjects(file, [
		{ gid: '1', name: 'One', path: '/one', board: 'local' },
		{ gid: '2', name: 'Two', path: '/two', board: 'asana' },
	]);

	t.deepEqual(
		loadProjects(file).map(({ commanders }) => commanders),
		[null, []],
	);
});

test('projects survive being saved, and nothing but the file is left behind', (t) => {
	using folder = makeTempDir();
	const file = join(folder.path, 'new', 'projects.json');
	t.deepEqual(loadProjects(file), []);

	saveProjects(file, projects);
	t.deepEqual(loadProjects(file), projects);
	saveProjects(file, projects.slice(1));

	t.deepEqual(loadProjects(file), projects.slice(1));
	t.deepEqual(readdirSync(join(folder.path, 'new')), ['projects.json']);
});

test('a save that fails half way leaves the list as it was', (t) => {
	using folder = makeTempDir();
	const file = join(folder.path, 'projects.json');
	saveProjects(file, projects);
	const before = readFileSync(file, 'utf8');
	// The half-written file cannot be written at all.
	mkdirSync(`${file}.${process.pid}.tmp`);

	t.throws(() => saveProjects(file, []));

	t.is(readFileSync(file, 'utf8'), before);
});

test("the board's address is read from its home, and none where it never ran", (t) => {
	using folder = makeTempDir();
	const home = locateHome(folder.path);
	t.is(loadBoardAddress(home), null);
	mkdirSync(home.board);
	const address = {
		url: 'u',
		apiUrl: 'a',
		pid: 1,
		personToken: 'p',
		botToken: 'b',
		workspaceGid: '1',
		more: true,
	};
	writeFileSync(join(home.board, 'board.json'), JSON.stringify(address));
	t.like(loadBoardAddress(home), { apiUrl: 'a', pid: 1 });
});
