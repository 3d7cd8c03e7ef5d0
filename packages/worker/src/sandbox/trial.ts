import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Home } from '@aegis/shared/config';
import type { Trial } from '../core/sandbox-mode.ts';
import type { Sandbox } from './sandbox.ts';

const timeoutMs = 10_000;

/** Tries, inside, everything that should not work; each is harmless where it does. */
const attempt = `
const [, outside, port, victim] = process.argv;
try { require('fs').writeFileSync(outside, 'was here'); } catch {}
try { process.kill(Number(victim), 'SIGKILL'); } catch {}
const socket = require('net').connect(Number(port), '127.0.0.1');
const end = () => process.exit(0);
socket.on('connect', end).on('error', end);
setTimeout(end, 2000);
`;

/** Has a program in the sandbox try to get out of it, and looks from outside whether it did. */
export async function tryRoom(sandbox: Sandbox, home: Home): Promise<Trial> {
	const parent = join(home.root, 'sandbox');
	mkdirSync(parent, { recursive: true, mode: 0o700 });
	const folder = mkdtempSync(join(parent, 'trial-'));
	const outside = join(parent, `trial-${process.pid}-outside`);
	const victim = spawn('/bin/sleep', ['60'], { stdio: 'ignore' });
	victim.once('error', () => {});
	const server = createServer();
	let connected = false;
	server.on('connection', (socket) => {
		connected = true;
		socket.destroy();
	});
	try {
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		const { port } = server.address() as AddressInfo;
		const argv = [process.execPath, '-e', attempt, outside, String(port), String(victim.pid)];
		const inside = sandbox.enclose({
			argv,
			path: '/usr/bin:/bin',
			home: folder,
			cwd: '/',
			writable: [],
			readable: [],
		});
		const [command = '', ...args] = [...(inside?.argv ?? []), ...argv];
		const child = spawn(command, args, {
			stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
			timeout: timeoutMs,
			env: {},
		});
		inside?.watch(child);
		let said = '';
		child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = `${said}${text}`.slice(-600)));
		const code = await new Promise<number | null>((resolve) => {
			child.once('error', (error) => {
				said = error.message;
				resolve(null);
			});
			child.once('close', (exit) => resolve(exit));
		});
		await inside?.end(1_000);
		if (code !== 0)
			return { kind: 'failed', why: `bubblewrap failed (${said.trim() || `exit code ${code}`})` };
		return {
			kind: 'tried',
			found: {
				wrote: existsSync(outside),
				connected,
				killed: victim.exitCode !== null || victim.signalCode !== null,
			},
		};
	} finally {
		victim.kill('SIGKILL');
		server.close();
		rmSync(folder, { recursive: true, force: true });
		rmSync(outside, { force: true });
	}
}
