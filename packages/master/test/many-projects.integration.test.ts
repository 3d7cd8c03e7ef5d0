import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { connectMaster, type StatusView } from '@aegis/shared/api';
import { saveProjects, type TrackedProject } from '@aegis/shared/config';
import { until } from '@aegis/shared/testing';
import { MasterProcess } from './helpers/master-process.ts';
import { openSite, type Site } from './helpers/site.ts';

const boardMain = fileURLToPath(new URL('../../board/src/main.ts', import.meta.url));

interface Asana extends AsyncDisposable {
	readonly env: Record<string, string>;
	readonly workspace: string;
	call<Data>(method: string, path: string, data?: object): Promise<Data>;
}

/** The local board in Asana's place. */
async function openAsana(site: Site): Promise<Asana> {
	const data = join(dirname(site.home.root), 'asana');
	const server = spawn(process.execPath, [boardMain, '--data', data], {
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	const exited = once(server, 'exit');
	await once(createInterface({ input: server.stdout }), 'line');
	const board = JSON.parse(readFileSync(join(data, 'board.json'), 'utf8')) as Record<string, string>;
	const { apiUrl = '', personToken = '', workspaceGid = '' } = board;
	return {
		env: { ASANA_BASE_URL: apiUrl, ASANA_ACCESS_TOKEN: personToken },
		workspace: workspaceGid,
		async call<Data>(method: string, path: string, given?: object) {
			const response = await fetch(`${apiUrl}${path}`, {
				method,
				headers: { authorization: `Bearer ${personToken}`, 'content-type': 'application/json' },
				...(given === undefined ? {} : { body: JSON.stringify({ data: given }) }),
			});
			const body = (await response.json()) as { data: Data };
			if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(body)}`);
			return body.data;
		},
		async [Symbol.asyncDispose]() {
			server.kill('SIGKILL');
			await exited;
		},
	};
}

/** Memory that is a process's own share, in MB: what several share is divided among them. */
function shareMb(pid: number): number {
	const [, kb = '0'] = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
	return Math.round(Number(kb) / 1_000);
}

test.serial(
	'ten projects under one token, two of them added while it runs, one of those let go again',
	async (t) => {
		t.timeout(240_000);
		await using site = await openSite();
		await using asana = await openAsana(site);
		const { workspace } = asana;
		const root = join(dirname(site.home.root), 'code');
		const addProject = async (index: number): Promise<TrackedProject> => {
			const name = `project-${index}`;
			const path = join(root, name);
			mkdirSync(path, { recursive: true });
			execFileSync('git', ['init', '--quiet', '--initial-branch', 'main', path]);
			const author = ['-c', 'user.name=T', '-c', 'user.email=t@example.com'];
			execFileSync('git', ['-C', path, ...author, 'commit', '--quiet', '--allow-empty', '-m', 'begin']);
			const notes = `Repository: ${name}`;
			const { gid } = await asana.call<{ gid: string }>('POST', '/projects', { name, notes, workspace });
			const section = await asana.call<{ gid: string }>('POST', `/projects/${gid}/sections`, {
				name: 'Ready Queue',
			});
			for (const card of ['a', 'b', 'c']) {
				const memberships = [{ project: gid, section: section.gid }];
				await asana.call('POST', '/tasks', { name: `${name} ${card}`, memberships });
			}
			return { gid, name, path, board: 'asana', commanders: null };
		};
		const listed: TrackedProject[] = [];
		for (let index = 1; index <= 8; index++) listed.push(await addProject(index));
		saveProjects(site.home.projectsFile, listed);
		const portfolio = await asana.call<{ gid: string }>('POST', '/portfolios', {
			name: 'All',
			color: 'light-green',
			workspace,
		});
		await using master = await new MasterProcess(site, {
			...asana.env,
			ASANA_PORTFOLIO_GID: portfolio.gid,
			AEGIS_REPOSITORIES_ROOT: root,
			AEGIS_PORTFOLIO_SECONDS: '0.5',
			AEGIS_POLL_SECONDS: '5',
			ASANA_REQUESTS_PER_MINUTE: '100000',
		}).ready();

		const client = connectMaster(site.home);
		const holds = (what: string, wanted: (status: StatusView) => boolean): Promise<unknown> =>
			until(what, async () => wanted(await client.status()), 120_000);
		await holds('the cards of eight', ({ cards }) => cards.length === 24);

		const ninth = await addProject(9);
		const tenth = await addProject(10);
		await asana.call('POST', `/portfolios/${portfolio.gid}/addItem`, { item: tenth.gid });
		saveProjects(site.home.projectsFile, [...listed, ninth]);
		await holds('the cards of ten', ({ cards }) => cards.length === 30);
		const { projects, services } = await client.status();
		t.is(projects.length, 10);
		const syncers = services.filter(({ name }) => name.startsWith('syncer-'));
		t.is(syncers.length, 10);
		t.true(syncers.every(({ restarts }) => restarts === 0));
		if (process.platform === 'linux')
			t.log(`memory: ${syncers.map(({ pid }) => `${shareMb(pid ?? 0)} MB`).join(', ')}`);

		await asana.call('POST', `/portfolios/${portfolio.gid}/removeItem`, { item: tenth.gid });
		await holds(
			'the tenth to be let go',
			(status) => status.services.filter(({ name }) => name.startsWith('syncer-')).length === 9,
		);
		await holds('its cards to say why', ({ cards }) =>
			cards
				.filter(({ projectGid }) => projectGid === tenth.gid)
				.every(({ reason }) => reason?.text.startsWith('Parked: its project') ?? false),
		);
		t.is((await client.status()).cards.length, 30);
		// Killed, it would leave its syncers to a successor.
		t.is(await master.end('SIGTERM'), 0);
	},
);
