import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownProcess } from '../process/identity.ts';
import { parseFailpointSetting } from './setting.ts';
import type { Boundary, FailpointAction, FailpointName } from './registry.ts';

/** What is in a folder under the name of a failpoint while it is armed. */
interface Arm {
	readonly action: FailpointAction;
	readonly about: string | null;
	readonly times: number;
}

type About = string | readonly string[] | (() => readonly string[]);

/** The folder that arms failpoints; null for as good as ever, and then a failpoint costs one comparison. */
let folder: string | null = null;

/**
 * Arms this process by `setting` (see `parseFailpointSetting`); undefined arms nothing. A failpoint that was set off
 * is written down in `home`, so that a service that is started again does not run into it for ever.
 */
export function armFailpoints(setting: string | undefined, home: string): void {
	folder = null;
	if (setting === undefined || setting === '') return;
	const parsed = parseFailpointSetting(setting);
	if (parsed.kind === 'folder') {
		folder = parsed.path;
		return;
	}
	folder = join(home, 'run', 'failpoints');
	mkdirSync(folder, { recursive: true });
	try {
		mkdirSync(join(folder, `${parsed.name}.set`));
	} catch {
		// An earlier process set it.
		return;
	}
	writeFileSync(join(folder, parsed.name), JSON.stringify(parsed));
}

/** A place where a test may end, stop or fail this process. `about` tells what is under way there. */
export function failpoint(name: FailpointName, about: About = ''): void {
	if (folder !== null) reach(folder, name, typeof about === 'function' ? about() : [about].flat());
}

/** The failpoint of an actor of this name at one of the boundaries that all actors have. */
export function boundary(actor: string, where: Boundary, about: About): void {
	if (folder === null) return;
	const service = /^(master|syncer|worker)\b/.exec(actor)?.[1];
	if (service === undefined || (service === 'worker' && !where.endsWith('ack'))) return;
	failpoint(`${service}.${where}` as FailpointName, about);
}

function reach(folder: string, name: FailpointName, about: readonly string[]): void {
	const file = join(folder, name);
	const arm = read(file);
	if (arm === null || (arm.about !== null && !about.includes(arm.about))) return;
	// One process of several gets it.
	const taken = `${file}.${process.pid}`;
	try {
		renameSync(file, taken);
	} catch {
		return;
	}
	rmSync(taken);
	if (arm.times > 1) writeFileSync(file, JSON.stringify({ ...arm, times: arm.times - 1 }));
	const entry = { at: Date.now(), name, about, action: arm.action, process: ownProcess() };
	appendFileSync(join(folder, 'fired.jsonl'), `${JSON.stringify(entry)}\n`);
	if (arm.action === 'throw') throw new Error(`failpoint ${name}`);
	process.kill(process.pid, arm.action === 'kill' ? 'SIGKILL' : 'SIGSTOP');
}

function read(file: string): Arm | null {
	try {
		return JSON.parse(readFileSync(file, 'utf8')) as Arm;
	} catch {
		return null;
	}
}
