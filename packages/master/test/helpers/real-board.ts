import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { saveProjects } from '@aegis/shared/config';
import { until } from '@aegis/shared/testing';
import type { Site } from './site.ts';

interface BoardFile {
	readonly url: string;
	readonly apiUrl: string;
	readonly personGid: string;
	readonly personToken: string;
	readonly botToken: string;
	readonly guestGid: string;
	readonly guestToken: string;
	readonly workspaceGid: string;
}

/** Somebody at the board. */
export interface Somebody {
	readonly gid: string;
	call<Data>(method: string, path: string, data?: object): Promise<Data>;
	add(name: string, section: string, extra?: object): Promise<string>;
	move(cardGid: string, section: string): Promise<void>;
	comment(cardGid: string, text: string): Promise<void>;
}

/** What the page of a card shows. */
export interface Shown {
	readonly section: string;
	readonly completed: boolean;
	readonly comments: readonly string[];
	/** Values of custom fields by their names. */
	readonly fields: Readonly<Record<string, string | null>>;
}

/** The local board with a project in a master's home, and the project's syncer at work. */
export interface RealBoard extends AsyncDisposable {
	readonly projectGid: string;
	readonly person: Somebody;
	readonly guest: Somebody;
	look(cardGid: string): Promise<Shown>;
	/** Changes who may command. */
	permit(commanders: readonly string[] | null): void;
}

const main = (name: string): string =>
	fileURLToPath(new URL(`../../../${name}/src/main.ts`, import.meta.url));

export async function openRealBoard(
	site: Site,
	options: { readonly flags?: readonly string[]; readonly commanders?: 'the person' } = {},
): Promise<RealBoard> {
	await using stack = new AsyncDisposableStack();
	const run = (name: string, args: readonly string[], env: Record<string, string> = {}): ChildProcess => {
		const child = spawn(process.execPath, [main(name), ...args], {
			env: { PATH: process.env['PATH'], LOG_LEVEL: 'warn', ...env },
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		const exited = once(child, 'exit');
		stack.defer(async () => {
			child.kill('SIGKILL');
			await exited;
		});
		return child;
	};
	const data = join(site.home.root, 'board');
	const server = run('board', ['--data', data, '--guest', '--wake', site.redisUrl, ...(options.flags ?? [])]);
	if (server.stdout === null) throw new Error('no output');
	await once(server.stdout, 'data');
	const board = JSON.parse(readFileSync(join(data, 'board.json'), 'utf8')) as BoardFile;

	const call = async <Data>(token: string, method: string, path: string, content?: object): Promise<Data> => {
		const response = await fetch(`${board.apiUrl}${path}`, {
			method,
			headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
			...(content === undefined ? {} : { body: JSON.stringify({ data: content }) }),
		});
		const body = (await response.json()) as { data: Data };
		if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(body)}`);
		return body.data;
	};
	const make = { name: 'Greeter', workspace: board.workspaceGid };
	const { gid: projectGid } = await call<{ gid: string }>(board.personToken, 'POST', '/projects', make);
	const permit = (commanders: readonly string[] | null): void => {
		const path = join(site.home.root, '..', 'repository');
		const list = commanders === null ? null : [...commanders];
		saveProjects(site.home.projectsFile, [
			{ gid: projectGid, name: 'Greeter', path, board: 'local', commanders: list },
		]);
	};
	permit(options.commanders === undefined ? null : [board.personGid]);
	run('syncer', ['--project', projectGid, '--ensure-schema'], {
		AEGIS_HOME: site.home.root,
		REDIS_URL: site.redisUrl,
		ASANA_BASE_URL: board.apiUrl,
		ASANA_ACCESS_TOKEN: board.botToken,
		AEGIS_POLL_SECONDS: '0.2',
	}).stdout?.resume();
	const sections = await until(
		'the columns',
		async () => {
			const path = `/projects/${projectGid}/sections`;
			const found = await call<{ gid: string; name: string }[]>(board.personToken, 'GET', path);
			return found.some(({ name }) => name === 'Done') && new Map(found.map(({ gid, name }) => [name, gid]));
		},
		60_000,
	);
	const sectionGid = (name: string): string => {
		const gid = sections.get(name);
		if (gid === undefined) throw new Error(`no section ${name}`);
		return gid;
	};
	const somebody = (gid: string, token: string): Somebody => ({
		gid,
		call: (method, path, content) => call(token, method, path, content),
		async add(name, section, extra = {}) {
			const memberships = [{ project: projectGid, section: sectionGid(section) }];
			return (await call<{ gid: string }>(token, 'POST', '/tasks', { name, memberships, ...extra })).gid;
		},
		async move(cardGid, section) {
			await call(token, 'POST', `/sections/${sectionGid(section)}/addTask`, { task: cardGid });
		},
		async comment(cardGid, text) {
			await call(token, 'POST', `/tasks/${cardGid}/stories`, { text });
		},
	});
	const opened = stack.move();
	return {
		projectGid,
		person: somebody(board.personGid, board.personToken),
		guest: somebody(board.guestGid, board.guestToken),
		permit,
		async look(cardGid) {
			const wanted = 'completed,memberships.section.name,custom_fields.name,custom_fields.display_value';
			const [task, stories] = await Promise.all([
				call<{
					completed: boolean;
					memberships: { section: { name: string } }[];
					custom_fields?: { name: string; display_value: string | null }[];
				}>(board.personToken, 'GET', `/tasks/${cardGid}?opt_fields=${wanted}`),
				call<{ type: string; text: string }[]>(
					board.personToken,
					'GET',
					`/tasks/${cardGid}/stories?opt_fields=type,text`,
				),
			]);
			return {
				section: task.memberships[0]?.section.name ?? '',
				completed: task.completed,
				comments: stories.filter(({ type }) => type === 'comment').map(({ text }) => text),
				fields: Object.fromEntries(
					(task.custom_fields ?? []).map((field) => [field.name, field.display_value]),
				),
			};
		},
		[Symbol.asyncDispose]: () => opened.disposeAsync(),
	};
}
