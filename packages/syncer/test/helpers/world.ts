import { join } from 'node:path';
import { Peer } from '@aegis/shared/actor';
import { saveProjects } from '@aegis/shared/config';
import { createLogger } from '@aegis/shared/log';
import { AsanaApply, ToMaster } from '@aegis/shared/messages';
import { keysFor, type Keys } from '@aegis/shared/redis';
import { until } from '@aegis/shared/testing';
import { Connection } from '../../src/asana/connection.ts';
import type { SchemaReport } from '../../src/setup/ensure-schema.ts';
import { runSetup } from '../../src/setup/run-setup.ts';
import { Child } from './child.ts';
import { Person } from './person.ts';
import { Proxy } from './proxy.ts';
import type { Site } from './site.ts';

const syncerMain = new URL('../../src/main.ts', import.meta.url).pathname;

/** A project on a site, and somebody who reads what its syncer tells the master. */
export class World implements AsyncDisposable {
	readonly site: Site;
	readonly home: string;
	readonly person: Person;
	readonly proxy: Proxy;
	readonly projectGid: string;
	readonly sections = new Map<string, string>();
	/** Everything the master was told, in order. */
	readonly told: ToMaster[] = [];
	/** Every command given, in order. */
	readonly commands: AsanaApply[] = [];
	readonly #stack: AsyncDisposableStack;
	readonly #master: Peer;
	readonly #seen = new Set<string>();
	/** Whether the master says where things stand when a syncer asks. */
	answers = true;
	#asked: string | null = null;

	private constructor(parts: {
		site: Site;
		proxy: Proxy;
		projectGid: string;
		person: Person;
		stack: AsyncDisposableStack;
	}) {
		this.site = parts.site;
		this.proxy = parts.proxy;
		this.projectGid = parts.projectGid;
		this.person = parts.person;
		this.home = join(parts.site.directory, parts.projectGid);
		this.#stack = parts.stack;
		this.#master = new Peer({
			name: 'master',
			redisUrl: parts.site.redisUrl,
			keys: this.keys,
			log: createLogger('test', { level: 'silent' }),
			onMessage: (envelope) => {
				// Delivery is at least once: a receiver drops what it has seen.
				if (this.#seen.has(envelope.id)) return;
				this.#seen.add(envelope.id);
				const message = ToMaster.parse(envelope.message);
				this.told.push(message);
				if (message.type !== 'project.joined') return;
				this.#asked = message.ask;
				if (this.answers) void this.#tellBase(message.ask);
			},
		});
		this.#stack.use(this.#master);
		this.#master.start();
	}

	static async open(site: Site, options: { setUp?: boolean } = {}): Promise<World> {
		await using stack = new AsyncDisposableStack();
		const { board } = site;
		const proxy = stack.use(await Proxy.open(new URL(board.apiUrl).origin));
		const person = new Person(board.apiUrl, board.personToken);
		const projectGid = await person.create('projects', { name: 'P', workspace: board.workspaceGid });
		const world = new World({ site, proxy, projectGid, person, stack: stack.move() });
		saveProjects(join(world.home, 'projects.json'), [
			{ gid: projectGid, name: 'P', path: join(world.home, 'repo'), board: 'local' },
		]);
		if (options.setUp !== false) {
			using connection = new Connection({ baseUrl: board.apiUrl, token: board.botToken });
			await runSetup(connection, projectGid);
			await world.readSections();
		}
		return world;
	}

	/** Its own part of the shared Redis. */
	get keys(): Keys {
		return keysFor(`p${this.projectGid}`);
	}

	env(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
		return {
			AEGIS_HOME: this.home,
			AEGIS_PREFIX: this.keys.prefix,
			REDIS_URL: this.site.redisUrl,
			ASANA_BASE_URL: `${this.proxy.url}${new URL(this.site.board.apiUrl).pathname}`,
			ASANA_ACCESS_TOKEN: this.site.board.botToken,
			AEGIS_POLL_SECONDS: '0.2',
			LOG_LEVEL: 'debug',
			...databaseOfTests(),
			...extra,
		};
	}

	/** Runs the set-up command to its end and answers with what it printed. */
	async setUp(...flags: readonly string[]): Promise<SchemaReport> {
		await using child = new Child(
			process.execPath,
			[syncerMain, '--project', this.projectGid, '--ensure-schema', '--once', ...flags],
			this.env({ LOG_LEVEL: 'warn' }),
		);
		const code = await child.exited;
		if (code !== 0) throw new Error(`set-up ended with ${code}: ${child.lines.join('\n')}`);
		await this.readSections();
		return JSON.parse(child.lines.find((line) => line.startsWith('{')) ?? '') as SchemaReport;
	}

	async readSections(): Promise<void> {
		const sections = await this.person.call<{ gid: string; name: string }[]>(
			'GET',
			`/projects/${this.projectGid}/sections`,
		);
		this.sections.clear();
		for (const section of sections) this.sections.set(section.name, section.gid);
	}

	/** Starts a syncer of the project; it is killed with the world at the latest. */
	startSyncer(extra: Readonly<Record<string, string>> = {}): Child {
		return this.#stack.use(
			new Child(process.execPath, [syncerMain, '--project', this.projectGid], this.env(extra)),
		);
	}

	/** The environment of another machine: a home, a clone and a project store of its own, the same Redis. */
	anotherMachine(name: string): Record<string, string> {
		const home = join(this.home, name);
		saveProjects(join(home, 'projects.json'), [
			{ gid: this.projectGid, name: 'P', path: join(home, 'repo'), board: 'local' },
		]);
		return { AEGIS_HOME: home };
	}

	async addCard(name: string, section = 'Ready Queue', extra: object = {}): Promise<string> {
		const memberships = [{ project: this.projectGid, section: this.sectionGid(section) }];
		return this.person.create('tasks', { name, memberships, ...extra });
	}

	async move(cardGid: string, section: string): Promise<void> {
		await this.person.call('POST', `/sections/${this.sectionGid(section)}/addTask`, { task: cardGid });
	}

	sectionGid(name: string): string {
		const gid = this.sections.get(name);
		if (gid === undefined) throw new Error(`no section ${name}`);
		return gid;
	}

	/** A custom field of the project, by its name. */
	async field(name: string): Promise<{ gid: string; enum_options: { gid: string; name: string }[] }> {
		const settings = await this.person.call<
			{ custom_field: { gid: string; name: string; enum_options: { gid: string; name: string }[] } }[]
		>(
			'GET',
			`/projects/${this.projectGid}/custom_field_settings?opt_fields=custom_field.name,custom_field.enum_options.name`,
		);
		const field = settings.find(({ custom_field: { name: other } }) => other === name)?.custom_field;
		if (field === undefined) throw new Error(`no field ${name}`);
		return field;
	}

	/** Asks the syncer for a poll now. */
	async wake(): Promise<void> {
		await this.redis.publish(this.keys.wake(this.projectGid), '');
	}

	async apply(command: { cardGid: string; seq: number } & Partial<AsanaApply>): Promise<void> {
		const message = {
			type: 'asana.apply',
			projectGid: this.projectGid,
			epoch: 1,
			expectSection: null,
			change: {},
			comment: null,
			...command,
		};
		this.commands.push(AsanaApply.parse(message));
		await this.#master.tell(`syncer.${this.projectGid}`, AsanaApply.parse(message));
	}

	/** Answers the syncer's question after all. */
	async answerNow(): Promise<void> {
		this.answers = true;
		if (this.#asked !== null) await this.#tellBase(this.#asked);
	}

	/** As the master does: how far every card was written, and what was never heard of again. */
	async #tellBase(ask: string): Promise<void> {
		const done = new Set(
			this.told.flatMap((told) => (told.type === 'card.applied' ? [`${told.cardGid} ${told.seq}`] : [])),
		);
		const outstanding = this.commands.filter(({ cardGid, seq }) => !done.has(`${cardGid} ${seq}`));
		const cards = [...new Set(this.commands.map(({ cardGid }) => cardGid))].map((cardGid) => {
			const open = outstanding.find((command) => command.cardGid === cardGid)?.seq;
			const last = this.commands.findLast((command) => command.cardGid === cardGid)?.seq ?? 0;
			return { cardGid, appliedSeq: open === undefined ? last : open - 1 };
		});
		const base = { type: 'project.base', projectGid: this.projectGid, ask, cards, outstanding };
		await this.tell(base);
	}

	async tell(message: { type: string }): Promise<void> {
		await this.#master.tell(`syncer.${this.projectGid}`, message);
	}

	get redis(): Peer['redis'] {
		return this.#master.redis;
	}

	/** Waits for a message of a type that `matches`, among those told since `from`. */
	heard<Type extends ToMaster['type']>(
		type: Type,
		matches: (message: Extract<ToMaster, { type: Type }>) => boolean = () => true,
		from = 0,
	): Promise<Extract<ToMaster, { type: Type }>> {
		return until(`the master is told ${type}`, () =>
			this.told
				.slice(from)
				.filter((message) => message.type === type)
				.map((message) => message as Extract<ToMaster, { type: Type }>)
				.find(matches),
		);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.#stack.disposeAsync();
	}
}

/** The same tests on PostgreSQL, where AEGIS_TEST_DATABASE_URL names one whose schemas may be written to. */
function databaseOfTests(): Record<string, string> {
	const url = process.env['AEGIS_TEST_DATABASE_URL'];
	return url === undefined ? {} : { DATABASE_URL: url };
}
