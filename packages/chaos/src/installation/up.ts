import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { connectMaster, type MasterClient } from '@aegis/shared/api';
import { listLiveRecords, type ProcessRecord } from '@aegis/shared/supervision';
import { endWithUs, onInterrupt } from './interrupt.ts';
import type { Place } from './place.ts';
import { waitFor } from './wait.ts';

const packages = join(import.meta.dirname, '../../..');
const cli = join(packages, 'cli/src/main.ts');
const standIn = join(packages, 'agents/src/simulated/claude.ts');

/** Milliseconds a run's lease lasts in these installations: short, so that what outlives it is soon seen. */
export const leaseMs = 3_000;

/** `aegis up` under way in a place, with times scaled down. */
export interface Installation {
	readonly place: Place;
	readonly master: MasterClient;
	/** The live services by name; the record says which process. */
	services(): ProcessRecord[];
	/** Ends it as Ctrl-C does; what it said where it did not end well, else null. */
	stop(): Promise<string | null>;
}

/** `aegis init`, `aegis up`, and the wait until workers and project are ready. */
export async function startInstallation(
	place: Place,
	env: Readonly<Record<string, string>> = {},
	beforeUp: () => Promise<void> = () => Promise.resolve(),
): Promise<Installation> {
	const all = environmentOf(place, env);
	const options = { cwd: place.repository, env: all, extendEnv: false, reject: false };
	let init = await execa(process.execPath, [cli, 'init'], options);
	// On a machine that is very busy the board it borrows may be late.
	if (init.exitCode !== 0) init = await execa(process.execPath, [cli, 'init'], options);
	if (init.exitCode !== 0) throw new Error(`aegis init failed: ${init.stderr}`);
	await beforeUp();
	const up = spawn(process.execPath, [cli, 'up', '--board-port', '0', '--dashboard-port', '0'], {
		cwd: place.repository,
		env: all,
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	endWithUs(up, 'SIGTERM');
	let said = '';
	up.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
	const exited = once(up, 'exit') as Promise<[number | null]>;
	const installation: Installation = {
		place,
		master: connectMaster(place.home),
		services: () => listLiveRecords(place.home.run),
		async stop() {
			up.kill('SIGINT');
			const late = setTimeout(() => up.kill('SIGKILL'), 60_000);
			const [code] = await exited;
			clearTimeout(late);
			interrupted[Symbol.dispose]();
			return code === 130 ? null : `aegis up ended with ${code}: ${said.slice(-2_000)}`;
		},
	};
	const interrupted = onInterrupt(async () => void (await installation.stop()));
	try {
		await Promise.race([
			awaitReady(installation, Number(all['AEGIS_WORKERS'])),
			exited.then(() => Promise.reject(new Error(`aegis up ended: ${said}`))),
		]);
	} catch (error) {
		const said = [String(error), await installation.stop(), readEnd(join(place.home.logs, 'master.log'))];
		throw new Error(said.join('\n'), { cause: error });
	}
	return installation;
}

/** The last words of a log. */
function readEnd(file: string): string {
	try {
		return readFileSync(file, 'utf8').slice(-1_000);
	} catch {
		return '';
	}
}

async function awaitReady({ master }: Installation, workers: number): Promise<void> {
	const isReady = async (): Promise<boolean> => {
		const status = await master.status().catch(() => null);
		if (status === null) return false;
		const alive = status.workers.filter(({ state }) => state !== 'silent');
		return alive.length >= workers && status.projects.some(({ state }) => state === 'ok');
	};
	await waitFor('the workers are there and the project is followed', isReady, { timeoutMs: 60_000 });
}

/** Nothing of this machine's own Aegis, and the stand-in in place of the model. */
export function environmentOf(place: Place, extra: Readonly<Record<string, string>>): Record<string, string> {
	const kept = ['PATH', 'LANG', 'TMPDIR', 'NODE_COMPILE_CACHE'].flatMap((name) => {
		const value = process.env[name];
		return value === undefined ? [] : [[name, value] as const];
	});
	const command = [process.execPath, standIn, '--scenario', place.scenario, '--bill', place.bill];
	return {
		...Object.fromEntries(kept),
		HOME: place.root,
		AEGIS_HOME: place.home.root,
		AEGIS_CLAUDE_COMMAND: JSON.stringify(command),
		AEGIS_SANDBOX_SHARE: place.world,
		AEGIS_WORKERS: '2',
		AEGIS_POLL_SECONDS: '0.2',
		AEGIS_LEASE_MS: String(leaseMs),
		AEGIS_HEARTBEAT_MS: '300',
		...extra,
	};
}
