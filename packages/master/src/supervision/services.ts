import type { Home } from '@aegis/shared/config';
import type { Logger } from '@aegis/shared/log';
import type { ServiceView } from '@aegis/shared/api';
import { emptyScope, nameScope } from '@aegis/shared/process';
import { Supervisor } from '@aegis/shared/supervision';
import type { MasterConfig } from '../config.ts';
import type { Projects } from '../projects/projects.ts';
import { dashboardSpec, nameWorker, portfolioSpec, syncerSpec, workerSpec } from './specs.ts';

/**
 * The services this master has spawned or adopted: one syncer per project, the worker pool, the dashboard.
 *
 * When a worker's process ends, its agents are killed first and only then is it reported as lost: no second agent can
 * start on a card while the first still lives.
 */
export class Services {
	readonly #supervisor: Supervisor;
	readonly #context: Parameters<typeof workerSpec>[0];
	readonly #views = new Map<string, ServiceView>();
	#poolStarted = false;
	#abandoned = false;

	constructor(options: {
		home: Home;
		config: MasterConfig;
		redisUrl: string;
		env: Readonly<Record<string, string | undefined>>;
		log: Logger;
		onWorkerLost: (workerId: string) => Promise<void>;
	}) {
		this.#context = options;
		this.#supervisor = new Supervisor({
			folder: options.home.run,
			log: options.log,
			onStart: (name, pid) => this.#note(name, { pid, state: 'running' }),
			onExit: async (name) => {
				this.#note(name, { pid: null, state: 'restarting', restarted: true });
				if (!name.startsWith('worker-')) return;
				const empty = await emptyScope(nameScope(options.home.root, name));
				if (!empty) options.log.error({ workerId: name }, 'processes of a lost worker could not be killed');
				await options.onWorkerLost(name);
			},
			onGiveUp: (name) => this.#note(name, { pid: null, state: 'given-up' }),
		});
	}

	/** Starts the workers of this home, once. */
	startWorkers(projects: Projects): void {
		if (this.#poolStarted) return;
		this.#poolStarted = true;
		const { config, home } = this.#context;
		for (let index = 1; index <= config.AEGIS_WORKERS; index++) {
			const name = nameWorker(index, config.DATABASE_URL === undefined ? null : home);
			this.#supervisor.supervise(workerSpec(this.#context, name, projects.passedVariables()));
		}
	}

	/** Starts the workers and the dashboard. The syncers come before them: the board is to be read meanwhile. */
	startPool(projects: Projects): void {
		this.startWorkers(projects);
		const { AEGIS_DASHBOARD_PORT: port } = this.#context.config;
		if (port === 'none') return;
		this.#supervisor.supervise(dashboardSpec(this.#context, port), () => {
			if (port === 0) return false;
			// Another process has its port: a page elsewhere, which says where it is, is better than none.
			this.#supervisor.supervise(dashboardSpec(this.#context, 0));
			return true;
		});
	}

	/** Reads the portfolio where there is one; the projects it finds are followed as any others. */
	followPortfolio(): void {
		const spec = portfolioSpec(this.#context);
		if (spec !== null) this.#supervisor.supervise(spec);
	}

	/** One syncer per tracked project, no more and no fewer. */
	followProjects(projects: Projects): void {
		const wanted = new Map(projects.list().map((project) => [`syncer-${project.gid}`, project]));
		for (const name of this.#views.keys()) {
			if (!name.startsWith('syncer-') || wanted.has(name)) continue;
			this.#views.delete(name);
			void this.#supervisor.dismiss(name);
		}
		for (const [name, project] of wanted) {
			if (this.#views.has(name)) continue;
			const spec = syncerSpec(this.#context, project);
			if (spec !== null) this.#supervisor.supervise(spec);
		}
	}

	views(): ServiceView[] {
		return [...this.#views.values()];
	}

	#note(
		name: string,
		change: { pid: number | null; state: ServiceView['state']; restarted?: boolean },
	): void {
		const restarts = (this.#views.get(name)?.restarts ?? 0) + (change.restarted ? 1 : 0);
		this.#views.set(name, { name, pid: change.pid, state: change.state, restarts });
	}

	/** Leaves the children running when this ends: another master is active, and agents are at work. */
	abandon(): void {
		this.#abandoned = true;
	}

	get isAbandoned(): boolean {
		return this.#abandoned;
	}

	async [Symbol.asyncDispose](): Promise<void> {
		if (this.#abandoned) this.#supervisor.abandon();
		else await this.#supervisor[Symbol.asyncDispose]();
	}
}
