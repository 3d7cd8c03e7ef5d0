import { lstatSync, mkdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Home } from '@aegis/shared/config';
import { AegisError } from '@aegis/shared/errors';
import { bridgeArguments, bwrapArguments, type BwrapSystem, type Room } from '../core/bwrap-arguments.ts';
import { limitOptions, niceness, offerToOomKiller } from '../core/resource-limits.ts';
import { findFlaw, type SandboxWish } from '../core/sandbox-mode.ts';
import { findCgroups, makeCgroup, type CgroupPlace } from './cgroup.ts';
import { enclosed, infoFd, type Enclosure } from './enclosure.ts';
import { findProgram } from './program.ts';
import { findTools } from './tools.ts';
import { tryRoom } from './trial.ts';

/** What the programs of a run are kept in on this machine, as it was found by trying. */
export interface Sandbox {
	readonly mode: 'bwrap' | 'none';
	/** Why there is none; null where there is one. */
	readonly why: string | null;
	/** A program can be given a network of its own, with a way to one socket. */
	readonly canBridge: boolean;
	/** Encloses a program; null where there is no sandbox, and it is started as it is. */
	enclose(program: Program): Enclosure | null;
}

/** A program to be enclosed, and what it needs. */
export interface Program extends Omit<Room, 'socketFolder' | 'moved'> {
	readonly argv: readonly string[];
	/** Where its commands are looked for. */
	readonly path: string;
	readonly moved?: Room['moved'];
	/** The socket of the run's proxy; without one the machine's network is shared. */
	readonly socket?: { readonly folder: string; readonly name: string } | undefined;
}

export interface SandboxOptions {
	readonly wish: SandboxWish;
	readonly home: Home;
	/** Folders the operator shows to every run, and those every run may write to. */
	readonly show: readonly string[];
	readonly share: readonly string[];
}

/**
 * Tries what this machine can do and gives the strongest that holds: bubblewrap, else nothing.
 *
 * Landlock has no place on the ladder: neither Node nor the setpriv of Debian 12 can ask for it, and a program of our own
 * would have to be compiled. Throws SANDBOX_MISSING where the operator requires what there is not, and CONFIG_INVALID where
 * he shares a folder that is not there.
 */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
	if (options.wish === 'off') return without('it is switched off (AEGIS_SANDBOX=off)');
	refuseMissing('AEGIS_SANDBOX_SHARE', options.share);
	const found = await openBwrap(options);
	if (typeof found !== 'string') return found;
	if (options.wish === 'preferred') return without(found);
	throw new AegisError('SANDBOX_MISSING', `A sandbox is required, and there is none here: ${found}.`, {
		fix: 'Install bubblewrap (and allow user namespaces), or set AEGIS_SANDBOX=preferred to run without.',
		exitCode: 4,
	});
}

/**
 * A mistyped name would make every sandbox fail, and runs that only prefer one would go on without. Throws CONFIG_INVALID
 * (exit 2).
 */
export function refuseMissing(setting: string, folders: readonly string[]): void {
	const missing = folders.filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true);
	if (missing.length === 0) return;
	throw new AegisError('CONFIG_INVALID', `${setting} names no folder: ${missing.join(', ')}.`, {
		fix: 'Make the folder, or correct the name.',
		exitCode: 2,
	});
}

/** Programs are started as they are: under the same user, in the same file system. */
export function without(why: string): Sandbox {
	return { mode: 'none', why, canBridge: false, enclose: () => null };
}

/** A sandbox, or why there is none. */
async function openBwrap({ home, show, share }: SandboxOptions): Promise<Sandbox | string> {
	if (process.platform !== 'linux') return 'bubblewrap is for Linux alone';
	const bwrap = findProgram('bwrap');
	if (bwrap === null) return 'bubblewrap (bwrap) is not installed';
	let why = '';
	for (const canDisableUserns of [true, false]) {
		const system = { ...describeSystem(bwrap, home), canDisableUserns };
		const sandbox = new Bwrap(system, { home, show, share });
		const flaw = findFlaw(await tryRoom(sandbox, home), false);
		if (flaw === null) return sandbox;
		why = flaw;
		// An older one does not know the option; anything else will not be better without it.
		if (!why.includes('disable-userns')) break;
	}
	return why;
}

class Bwrap implements Sandbox {
	readonly mode = 'bwrap';
	readonly why = null;
	readonly #socat = findProgram('socat');
	readonly canBridge = this.#socat !== null;
	readonly #system: BwrapSystem;
	readonly #given: Pick<SandboxOptions, 'home' | 'show' | 'share'>;
	readonly #cgroups: CgroupPlace | null = findCgroups();
	readonly #limits: readonly string[];

	constructor(system: BwrapSystem, given: Pick<SandboxOptions, 'home' | 'show' | 'share'>) {
		this.#system = system;
		this.#given = given;
		const [nice, prlimit] = [findProgram('nice'), findProgram('prlimit')];
		const own = readFileSync('/proc/self/limits', 'utf8');
		this.#limits = [
			...(nice === null ? [] : [nice, '-n', String(niceness)]),
			...(prlimit === null ? [] : [prlimit, ...limitOptions(own), '--']),
		];
	}

	enclose(program: Program): Enclosure {
		const { home, show, share } = this.#given;
		const writable = [...share, ...program.writable];
		const readable = [...findTools(program.path, program.argv), ...show, ...program.readable].filter(
			(path) =>
				path !== '/' &&
				!isWithin(home.root, path) &&
				// What may be written is not to be closed again by a file of it that a command line names.
				!writable.some((folder) => isWithin(path, folder)),
		);
		const room: Room = {
			...program,
			readable,
			writable,
			moved: program.moved ?? [],
			socketFolder: program.socket?.folder ?? null,
		};
		const cgroup = this.#cgroups === null ? null : makeCgroup(this.#cgroups);
		// `echo 0` puts the shell itself into the group, and what it becomes.
		const joins = (cgroup?.doors ?? []).map((door) => `echo 0 >${door}; `).join('');
		const enter = ['/bin/sh', '-c', `${offerToOomKiller}${joins}exec "$@"`, 'sh'];
		const bridge =
			program.socket === undefined ? [] : bridgeArguments(this.#socat ?? 'socat', program.socket.name);
		const argv = [...enter, ...this.#limits, ...bwrapArguments(room, this.#system, infoFd), ...bridge];
		return enclosed(argv, cgroup);
	}
}

/** True when `path` is the folder or lies above or in it: showing it would show Aegis's own files. */
function isWithin(folder: string, path: string): boolean {
	return folder === path || folder.startsWith(`${path}/`);
}

function describeSystem(bwrap: string, home: Home): Omit<BwrapSystem, 'canDisableUserns'> {
	const links: Record<string, string> = {};
	const folders: string[] = [];
	for (const path of ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32']) {
		const stat = lstatSync(path, { throwIfNoEntry: false });
		if (stat?.isSymbolicLink() === true) links[path] = readlinkSync(path);
		else if (stat?.isDirectory() === true) folders.push(path);
	}
	const own = { uid: process.getuid?.() ?? 1_000, gid: process.getgid?.() ?? 1_000 };
	// Programs refuse to run as root, or do more than they should.
	const [uid, gid] = own.uid === 0 ? [1_000, 1_000] : [own.uid, own.gid];
	const folder = join(home.root, 'sandbox');
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	const accounts = { passwd: join(folder, 'passwd'), group: join(folder, 'group') };
	writeFileSync(
		accounts.passwd,
		`run:x:${uid}:${gid}::/home/run:/bin/sh\nnobody:x:65534:65534::/:/usr/sbin/nologin\n`,
	);
	writeFileSync(accounts.group, `run:x:${gid}:\nnogroup:x:65534:\n`);
	return { bwrap, links, folders, accounts, uid, gid };
}
