import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { openStandIn, type StandIn } from '../helpers/asana-stand-in.ts';
import { createRepository } from '../helpers/git-repository.ts';
import { runCli, type CliResult } from '../helpers/run-cli.ts';
import { createFolder } from '../helpers/temporary.ts';

interface Place extends Disposable {
	readonly folder: string;
	readonly home: string;
	readonly repository: string;
	connect(
		asana: StandIn,
		args: readonly string[],
		options?: { input?: string; env?: Record<string, string> },
	): Promise<CliResult>;
}

async function preparePlace(): Promise<Place> {
	const folder = createFolder();
	const home = join(folder.path, 'home');
	const repository = join(folder.path, 'shop');
	await createRepository(repository, { 'package.json': '{"scripts":{"test":"node --test"}}' });
	mkdirSync(home, { recursive: true });
	return {
		folder: folder.path,
		home,
		repository,
		connect: (asana, args, { input = '', env = {} } = {}) =>
			runCli(home, ['connect', 'asana', ...args], {
				cwd: repository,
				input,
				env: { ...asana.env, ...env },
			}),
		[Symbol.dispose]: () => folder[Symbol.dispose](),
	};
}

test.serial('a new project: the token is kept at 0600, the repository mapped, the check green', async (t) => {
	using place = await preparePlace();
	await using asana = await openStandIn(place.folder);
	const token = asana.board.personToken;
	writeFileSync(join(place.home, '.env'), '# mine\nANTHROPIC_API_KEY=k\nASANA_ACCESS_TOKEN=old\n', {
		mode: 0o644,
	});

	const old = { gid: '1', name: 'Old', path: place.repository, board: 'local' };
	writeFileSync(join(place.home, 'projects.json'), JSON.stringify({ version: 1, projects: [old] }));
	const result = await place.connect(asana, ['--token-stdin', '--create', 'Till'], { input: `${token}\n` });
	t.is(result.exitCode, 0, result.stderr + result.stdout);
	const file = join(place.home, '.env');
	t.is(readFileSync(file, 'utf8'), `# mine\nANTHROPIC_API_KEY=k\nASANA_ACCESS_TOKEN=${token}\n`);
	t.is(statSync(file).mode & 0o777, 0o600);
	t.false((result.stdout + result.stderr).includes(token), 'the token is shown nowhere');
	const list = JSON.parse(readFileSync(join(place.home, 'projects.json'), 'utf8')) as {
		projects: { gid: string; name: string; path: string; board: string }[];
	};
	t.is(list.projects.length, 1);
	t.regex(result.stdout, /! Old \(1, on the local board\) will no longer be looked after/);
	const [project] = list.projects;
	t.like(project, { name: 'Till', path: place.repository, board: 'asana' });
	const sections = await asana.call<{ name: string }[]>('GET', `/projects/${project?.gid}/sections`);
	t.deepEqual([sections.length, sections[0]?.name], [8, 'Drafts']);
	t.true(existsSync(join(place.repository, 'aegis_config.json')));
	t.regex(result.stdout, /✓ asana token: accepted/);
	t.regex(result.stdout, /✓ asana clock: agrees/);
	t.regex(result.stdout, /✓ asana plan Till/);
	t.regex(result.stdout, /✓ asana schema Till/);

	// The second time the token is known and the project is there.
	const again = await place.connect(asana, ['--project', project?.gid ?? '', '--yes']);
	t.is(again.exitCode, 0, again.stderr);
	t.regex(again.stdout, /Token was already in/);
	t.regex(again.stdout, /Sections and fields: nothing to add/);
});

test.serial('the members of the project may command, its guests may not', async (t) => {
	using place = await preparePlace();
	await using asana = await openStandIn(place.folder, '--guest');
	const { board } = asana;
	const workspace = board.workspaceGid;
	const { gid } = await asana.call<{ gid: string }>('POST', '/projects', { name: 'Shop', workspace });
	const ann = await asana.call<{ gid: string }>('POST', `/workspaces/${workspace}/addUser`, {
		user: 'ann@x',
	});
	const team = await asana.call<{ gid: string }>('POST', '/teams', { name: 'Team', organization: workspace });
	await asana.call('POST', `/teams/${team.gid}/addUser`, { user: ann.gid });
	for (const member of [team.gid, board.guestGid ?? ''])
		await asana.call('POST', '/memberships', { parent: gid, member });

	const env = { ...asana.env, ASANA_ACCESS_TOKEN: board.personToken };
	const result = await place.connect(asana, ['--project', gid], { env });
	t.is(result.exitCode, 0, result.stderr + result.stdout);
	t.regex(
		result.stdout,
		/✓ May command: 2 users, the members of the project now \(1 guest left out\)\n {2}others/,
	);
	t.regex(result.stdout, /to change it: `aegis connect asana` again, or "commanders" in \S+projects\.json/);
	const { projects } = JSON.parse(readFileSync(join(place.home, 'projects.json'), 'utf8')) as {
		projects: { commanders: string[] }[];
	};
	t.deepEqual(projects[0]?.commanders, [board.personGid, ann.gid]);
	const doctor = await runCli(place.home, ['doctor'], { env });
	await asana.fault({ status: 403, path: '/memberships' });
	const alone = await place.connect(asana, ['--project', gid], { env });
	t.is(alone.exitCode, 0, alone.stderr + alone.stdout);
	t.regex(alone.stdout, /! May command: the account of the token alone/);
	t.regex(doctor.stdout, new RegExp(`✓ commanders Shop: users ${board.personGid}, ${ann.gid} may command`));
});

test.serial('doctor names a drift and a refused token, each with what mends it', async (t) => {
	using place = await preparePlace();
	await using asana = await openStandIn(place.folder);
	const env = { ...asana.env, ASANA_ACCESS_TOKEN: asana.board.personToken };
	const { home } = place;
	t.is((await place.connect(asana, ['--create', 'Shop'], { env })).exitCode, 0);
	const { projects } = JSON.parse(readFileSync(join(home, 'projects.json'), 'utf8')) as {
		projects: { gid: string }[];
	};
	const gid = projects[0]?.gid ?? '';
	const sections = await asana.call<{ gid: string; name: string }[]>('GET', `/projects/${gid}/sections`);
	await asana.call('DELETE', `/sections/${sections.find(({ name }) => name === 'Merging')?.gid}`);

	const drifted = await runCli(home, ['doctor'], { env });
	t.is(drifted.exitCode, 4);
	t.regex(
		drifted.stdout,
		/✗ asana schema Shop: to do: add section Merging after Review\n {2}`aegis asana sync-schema --project \d+`/,
	);
	t.is((await runCli(home, ['asana', 'sync-schema', '--project', gid], { env })).exitCode, 0);
	const mended = await runCli(home, ['doctor', '--json'], { env });
	const { checks } = JSON.parse(mended.stdout) as { checks: { name: string; level: string }[] };
	const ofAsana = checks.filter(({ name }) => name.startsWith('asana '));
	t.deepEqual(
		ofAsana.map(({ name, level }) => `${name} ${level}`),
		['token', 'clock', 'project Shop', 'plan Shop', 'schema Shop'].map((name) => `asana ${name} ok`),
	);

	const refused = await runCli(home, ['doctor'], { env: { ...env, ASANA_ACCESS_TOKEN: 'wrong' } });
	t.regex(refused.stdout, /✗ asana token: .* does not accept the token\.\n {2}\S/);
	await asana.call('DELETE', `/projects/${gid}`);
	t.regex((await runCli(home, ['doctor'], { env })).stdout, /✗ asana project Shop: Asana shows no project/);
});

test.serial('on the free plan it says what is reduced, and all is set up', async (t) => {
	using place = await preparePlace();
	await using asana = await openStandIn(place.folder, '--plan', 'free');
	const { home, repository } = place;
	const result = await place.connect(asana, ['--token-stdin', '--create', 'Shop'], {
		input: asana.board.personToken,
	});
	t.is(result.exitCode, 0, result.stderr + result.stdout);
	const reduced = /! Asana's plan has no custom fields here: .* \(docs\/free-plan\.md\)\./;
	t.regex(result.stdout, reduced);
	t.regex(result.stdout, /! asana plan Shop: Asana's plan has no custom fields/);
	t.regex(result.stdout, /✓ asana schema Shop: sections are as needed/);

	const env = { ...asana.env, ASANA_ACCESS_TOKEN: asana.board.personToken };
	const { projects } = JSON.parse(readFileSync(join(home, 'projects.json'), 'utf8')) as {
		projects: { gid: string }[];
	};
	const add = (...args: string[]) => runCli(home, ['task', 'add', ...args], { cwd: repository, env });
	t.is((await add('First')).exitCode, 0);
	const path = `/projects/${projects[0]?.gid}/tasks?opt_fields=name,notes`;
	const [first] = await asana.call<{ gid: string }[]>('GET', path);
	const second = await add('Second', '--max-cost', '3', '--after', first?.gid ?? '');
	t.is(second.exitCode, 0, second.stderr);
	const cards = await asana.call<{ name: string; notes: string }[]>('GET', path);
	t.is(cards.find(({ name }) => name === 'Second')?.notes, `Max Cost: 3\nDepends on: ${first?.gid}`);
});

test.serial('without a terminal everything must be said, and what is unclear is named', async (t) => {
	using place = await preparePlace();
	await using asana = await openStandIn(place.folder);
	const workspace = asana.board.workspaceGid;
	const env = { ASANA_ACCESS_TOKEN: asana.board.personToken };
	for (let number = 0; number < 102; number++)
		await asana.call('POST', '/projects', { name: `Project ${number}`, workspace });

	const none = await place.connect(asana, []);
	t.is(none.exitCode, 4);
	t.regex(none.stderr, /ASANA_TOKEN_MISSING/);
	const refused = await place.connect(asana, ['--token-stdin'], { input: 'wrong' });
	t.is(refused.exitCode, 4);
	t.regex(refused.stderr, /BOARD_TOKEN_REFUSED/);
	const odd = await place.connect(asana, ['--token-stdin'], { input: 'two words' });
	t.regex(odd.stderr, /no access token.*ASANA_TOKEN_MISSING/s);
	const unclear = await place.connect(asana, [], { env });
	t.is(unclear.exitCode, 2);
	t.regex(unclear.stderr, /and 82 more\. \[PROJECT_UNCLEAR\]/);
	const elsewhere = await place.connect(asana, ['--workspace', 'Mars'], { env });
	t.is(elsewhere.exitCode, 3);
	t.regex(elsewhere.stderr, /no workspace Mars.*WORKSPACE_NOT_FOUND/s);
	const preset = await place.connect(asana, [], { env: { ...env, ASANA_WORKSPACE_GID: '77' } });
	t.regex(preset.stderr, /no workspace 77.*WORKSPACE_NOT_FOUND/s);
	const unknown = await place.connect(asana, ['--project', 'Nowhere'], { env });
	t.is(unknown.exitCode, 3);
	t.regex(unknown.stderr, /no project Nowhere.*PROJECT_NOT_FOUND/s);
	t.false(existsSync(join(place.home, '.env')));

	const last = await place.connect(asana, ['--project', 'project 101'], { env });
	t.is(last.exitCode, 0, last.stderr);
	t.regex(last.stdout, /Project Project 101 \(\d+\) on Asana\n/);
	t.regex(last.stdout, /! The section Untitled section means nothing to Aegis/);
});
