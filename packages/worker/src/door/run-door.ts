import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isStandIn } from '@aegis/agents/runner';
import { findAccess, isModelChoice, readHostList, type Access, type HostRule } from '@aegis/proxy/access';
import { socketName, startRunProxy, type RefusedHost, type RunProxy } from '@aegis/proxy/run-proxy';
import { proxyUrlInside } from '../core/bwrap-arguments.ts';
import { pick } from '../core/environment.ts';
import type { Metered } from '../core/metered-verdict.ts';
import { providerHosts } from '../core/provider-hosts.ts';
import { codingCli } from '../run/coding-cli.ts';
import type { RunContext } from '../run/context.ts';
import { findNpmRegistry } from './npm-registry.ts';

type DoorRun = Pick<RunContext, 'spec' | 'machine' | 'config' | 'report' | 'log' | 'folder'>;
type Env = Readonly<Record<string, string | undefined>>;

/** Longer names of sockets are refused by the system (sun_path, unix(7)). Characters. */
const socketPathLimit = 100;
/** Refused hosts that are told of one run. */
const refusedLimit = 50;

/** What stands between a run and the world. */
export interface RunDoor extends AsyncDisposable {
	/** Null: the CLI signs in by itself, and its own word on its cost is all there is. */
	readonly model: {
		/** What the CLI is given of the model's variables: names of models, the door's address and the run's own key. */
		readonly environment: Readonly<Record<string, string>>;
		/** Breaks off what the agent left under way, and says what its calls came to. */
		settle(): Promise<Metered>;
	} | null;
	/** The one way out of a network of its own; null where programs of the run share the machine's network. */
	readonly socket: { readonly folder: string; readonly name: string } | null;
	/** What every program of the run is given to find that way. */
	readonly hostEnvironment: Readonly<Record<string, string>>;
}

/** A run with no key to hold, in the machine's network. */
export const openRoad: RunDoor = {
	model: null,
	socket: null,
	hostEnvironment: {},
	async [Symbol.asyncDispose]() {},
};

/**
 * Opens the door of a run: a proxy that holds the model's key and the run's cap, and in a sandbox is the only way to other
 * hosts. The key is in no environment of the run, and what its calls cost is told as they are settled.
 */
export async function openRunDoor(run: DoorRun): Promise<RunDoor> {
	const { machine, report } = run;
	const standIn = isStandIn(readCommand(run));
	const found = standIn ? null : findAccess(machine.env);
	const access = found?.kind === 'held' ? found : null;
	if (found?.kind === 'direct' && found.why === 'signed-by-the-cli')
		report.note('the coding CLI signs its requests itself: its cost is its own word');
	const rules = await findHosts(run, found);
	if (access === null && rules === null) return openRoad;
	const folder = rules === null ? null : findFolder(run.folder);
	if (access !== null) machine.journals?.open(run.spec);
	const proxy = await startRunProxy({
		listen: folder === null ? { kind: 'loopback' } : { kind: 'socket', folder: folder.path },
		access,
		capUsd: run.spec.budgetUsd,
		hosts: rules ?? [],
		env: machine.env,
		onSpending: tellSpending(run),
		onRefusedHost: tellRefused(run),
	});
	return holdDoor(proxy, access, machine.env, folder);
}

function readCommand(run: DoorRun): string[] {
	try {
		return codingCli(run);
	} catch {
		// It is told where the agent is to be started.
		return [];
	}
}

/** The hosts of a run in a network of its own; null where it shares the machine's. */
async function findHosts(
	{ machine, config, report }: DoorRun,
	found: Access | null,
): Promise<HostRule[] | null> {
	if (machine.sandbox.mode === 'none') return null;
	const own = found?.kind === 'direct' ? providerHosts(machine.env) : [];
	const npm = config.hosts.includes('registries') ? await findNpmRegistry(machine.env) : null;
	const list = readHostList([...config.hosts, ...own], npm === null ? [] : [npm]);
	if (list.kind === 'any') return null;
	const why = findObstacle(machine);
	if (why === null) return [...list.rules];
	report.note(`the run shares the machine's network: ${why}`);
	return null;
}

function findObstacle({ sandbox, env }: DoorRun['machine']): string | null {
	if (!sandbox.canBridge) return 'socat is not installed';
	if ((env['HTTPS_PROXY'] ?? env['https_proxy'] ?? '') !== '')
		return 'this machine reaches other hosts through a proxy of its own (HTTPS_PROXY)';
	return null;
}

function findFolder(runFolder: string): { readonly path: string; readonly temporary: boolean } {
	const path = join(runFolder, 'door');
	if (join(path, socketName).length <= socketPathLimit) return { path, temporary: false };
	return { path: mkdtempSync(join(tmpdir(), 'aegis-door-')), temporary: true };
}

function tellSpending({
	machine,
	spec,
	report,
	log,
}: DoorRun): Parameters<typeof startRunProxy>[0]['onSpending'] {
	let toldUsd = 0;
	return ({ spentUsd, reservedUsd, unpriced }) => {
		if (spentUsd !== toldUsd)
			machine.effects.record({ kind: 'cost', card: spec.cardGid, run: spec.runId, usd: spentUsd });
		toldUsd = spentUsd;
		noteSpending(machine.journals, spec.runId, { spentUsd, reservedUsd }, log);
		// With what is under way: of a worker that dies now it may be charged all the same.
		report.event({ type: 'cost', costUsd: spentUsd + reservedUsd });
		if (unpriced.length > 0) report.note(`no price is known for ${unpriced.join(', ')}`);
	};
}

/** A run goes on where the disk takes no more: then a kill of the worker leaves the books as they were last heard. */
function noteSpending(
	journals: DoorRun['machine']['journals'],
	runId: string,
	money: { readonly spentUsd: number; readonly reservedUsd: number },
	log: DoorRun['log'],
): void {
	try {
		journals?.note(runId, money);
	} catch (error) {
		log.warn({ err: error }, 'spending could not be written down');
	}
}

const refusals: Readonly<Record<RefusedHost['why'], string>> = {
	'not-listed': 'it is not on the list of hosts of this project',
	'not-public': 'its address is not public',
	unknown: 'it has no address',
	unreachable: 'it cannot be reached',
};

/** Each refused host once, on the run's own record. */
function tellRefused({ report }: DoorRun): (refused: RefusedHost) => void {
	const told = new Set<string>();
	return ({ host, port, why }) => {
		const line = `no connection to ${host}:${port}: ${refusals[why]}`;
		if (told.has(line) || told.size >= refusedLimit) return;
		told.add(line);
		report.note(line);
	};
}

function holdDoor(
	proxy: RunProxy,
	access: Extract<Access, { kind: 'held' }> | null,
	env: Env,
	folder: { readonly path: string; readonly temporary: boolean } | null,
): RunDoor {
	const url = proxy.url ?? proxyUrlInside;
	return {
		model:
			access === null
				? null
				: {
						environment: {
							...pick(env, (name) => isModelChoice(name) || name === 'NODE_EXTRA_CA_CERTS'),
							...proxy.modelEnvironment(url),
						},
						async settle() {
							await proxy.endModel();
							return {
								spending: proxy.spending(),
								refusal: proxy.refusal(),
								usageLimit: proxy.usageLimit(),
							};
						},
					},
		socket: folder === null ? null : { folder: folder.path, name: socketName },
		hostEnvironment: folder === null ? {} : proxy.hostEnvironment(url),
		async [Symbol.asyncDispose]() {
			await proxy[Symbol.asyncDispose]();
			if (folder !== null) rmSync(folder.path, { recursive: true, force: true });
		},
	};
}
