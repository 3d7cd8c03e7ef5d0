import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const worker = resolve(import.meta.dirname, '../../../worker/src/main.ts');

/** As whom and in what the attacks were tried, as a worker of this machine finds it. */
export async function describeMode(): Promise<string> {
	const as = process.getuid?.() === 0 ? 'as root' : 'as an ordinary user';
	const home = mkdtempSync(join(tmpdir(), 'aegis-attack-'));
	try {
		const { stdout } = await promisify(execFile)(process.execPath, [worker, '--try-sandbox'], {
			env: { ...process.env, AEGIS_HOME: home },
			timeout: 120_000,
		});
		const { mode, why, canBridge } = JSON.parse(stdout) as {
			mode: string;
			why: string | null;
			canBridge: boolean;
		};
		if (mode === 'none') return `${as}, without a sandbox (${why})`;
		return `${as}, in bubblewrap, ${canBridge ? 'with a network of its own' : 'on the machine’s network (no socat)'}`;
	} finally {
		rmSync(home, { recursive: true, force: true });
	}
}
