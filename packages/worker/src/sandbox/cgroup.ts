import { existsSync, mkdirSync, readFileSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';

/** What the processes of one sandbox may take together. */
const mostProcesses = 4_096;
/** A share of the processor beside others' 100 (version 2) or 1,024 (version 1), where they want it too. */
const weight = { v2: 33, v1: 340 };
const mostMemory = Math.max(1 << 30, Math.floor(totalmem() * 0.75));

const root = '/sys/fs/cgroup';
const prefix = 'aegis-run-';

/** A group of processes whose number, memory and share of the processor the kernel limits together, one folder for each hierarchy. */
export interface Cgroup extends Disposable {
	/** A process that writes 0 into each is in it. */
	readonly doors: readonly string[];
}

/** Where a folder of ours can be made in, and which limits it takes; null where none can. */
export interface CgroupPlace {
	readonly parents: readonly CgroupParent[];
}

interface CgroupParent {
	readonly folder: string;
	readonly limits: Readonly<Record<string, string>>;
	/** What is set where the controller is on, and does without elsewhere. */
	readonly wishes?: Readonly<Record<string, string>>;
}

/**
 * Looks where cgroups can be made: below ours in version 1, beside ours in version 2, whose inner groups hold no processes
 * (Documentation/admin-guide/cgroup-v2.rst). Elsewhere limits are per process alone.
 */
export function findCgroups(): CgroupPlace | null {
	const own = readOwn();
	const v2 = own.get('');
	const candidates: CgroupParent[] = existsSync(join(root, 'cgroup.controllers'))
		? v2 === undefined
			? []
			: [
					{
						folder: join(root, dirname(v2)),
						limits: { 'pids.max': String(mostProcesses), 'memory.max': String(mostMemory) },
						wishes: { 'cpu.weight': String(weight.v2) },
					},
				]
		: [
				{ folder: join(root, 'pids', own.get('pids') ?? ''), limits: { 'pids.max': String(mostProcesses) } },
				{
					folder: join(root, 'memory', own.get('memory') ?? ''),
					limits: { 'memory.limit_in_bytes': String(mostMemory) },
				},
				{ folder: join(root, 'cpu', own.get('cpu') ?? ''), limits: { 'cpu.shares': String(weight.v1) } },
			];
	const parents = candidates.filter((parent) => {
		sweep(parent.folder);
		const made = make(parent, `${prefix}try-${process.pid}`);
		if (made !== null) remove(made);
		return made !== null;
	});
	return parents.length === 0 ? null : { parents };
}

let serial = 0;

/** A group for one sandbox. It is removed when its processes are gone; what cannot be, the next worker removes. */
export function makeCgroup(place: CgroupPlace): Cgroup {
	const name = `${prefix}${process.pid}-${++serial}`;
	const made = place.parents.map((parent) => make(parent, name)).filter((folder) => folder !== null);
	return {
		doors: made.map((folder) => join(folder, 'cgroup.procs')),
		[Symbol.dispose]() {
			for (const folder of made) remove(folder);
		},
	};
}

function make({ folder: parent, limits, wishes }: CgroupParent, name: string): string | null {
	const folder = join(parent, name);
	try {
		mkdirSync(folder);
	} catch {
		return null;
	}
	try {
		for (const [file, value] of Object.entries(limits)) {
			// The kernel makes these files where the controller is on; one we made would limit nothing.
			if (!existsSync(join(folder, file))) throw new Error(`no ${file}`);
			writeFileSync(join(folder, file), value);
		}
		for (const [file, value] of Object.entries(wishes ?? {}))
			if (existsSync(join(folder, file))) writeFileSync(join(folder, file), value);
		return folder;
	} catch {
		remove(folder);
		return null;
	}
}

function remove(folder: string): void {
	try {
		rmdirSync(folder);
	} catch {
		// Processes of it are still dying, or it is gone.
	}
}

/** What workers that are dead left; one that still has processes stays. */
function sweep(folder: string): void {
	try {
		for (const name of readdirSync(folder)) {
			const pid = name.startsWith(prefix) ? /\d+/.exec(name)?.[0] : undefined;
			if (pid !== undefined && !existsSync(`/proc/${pid}`)) remove(join(folder, name));
		}
	} catch {
		// Not ours to read.
	}
}

/** Our group in each hierarchy, by its controller; version 2 has the name ''. */
function readOwn(): Map<string, string> {
	try {
		const lines = readFileSync('/proc/self/cgroup', 'utf8').trim().split('\n');
		return new Map(
			lines.flatMap((line) => {
				const [, names = '', path = '/'] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
				return names.split(',').map((name) => [name, path] as const);
			}),
		);
	} catch {
		return new Map();
	}
}
