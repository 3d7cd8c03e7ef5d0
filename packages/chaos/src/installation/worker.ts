import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from './place.ts';
import { environmentOf } from './up.ts';

const entry = join(import.meta.dirname, '../../../worker/src/main.ts');

/** A worker the harness starts itself, as on another machine: no supervisor sees it end. */
export interface OwnWorker extends AsyncDisposable {
	readonly workerId: string;
	readonly pid: number;
}

export function startWorker(
	place: Place,
	workerId: string,
	env: Readonly<Record<string, string>>,
): OwnWorker {
	const log = openSync(join(place.home.logs, `${workerId}.log`), 'a');
	const child = spawn(process.execPath, [entry, '--id', workerId], {
		env: environmentOf(place, env),
		stdio: ['ignore', log, log],
	});
	const exited = once(child, 'exit');
	return {
		workerId,
		pid: child.pid ?? -1,
		async [Symbol.asyncDispose]() {
			if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
			const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
			await exited;
			clearTimeout(late);
		},
	};
}
