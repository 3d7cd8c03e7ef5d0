import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { DashboardAddress } from '@aegis/shared/api';
import { readJsonFile, type Home } from '@aegis/shared/config';
import { AegisError } from '@aegis/shared/errors';

/** Listens and answers the page's address. Throws DASHBOARD_PORT_BUSY or DASHBOARD_HOST_INVALID (exit 4). */
export async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
	try {
		await app.listen({ host, port });
	} catch (error) {
		throw explain(error, host, port);
	}
	const bound = app.server.address();
	// 0.0.0.0 is a place to listen, not one to visit.
	const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
	return `http://${name}:${typeof bound === 'object' && bound !== null ? bound.port : port}`;
}

function explain(error: unknown, host: string, port: number): unknown {
	const { code } = error as NodeJS.ErrnoException;
	if (code === 'EADDRINUSE' || code === 'EACCES') {
		const problem = code === 'EADDRINUSE' ? 'is in use' : 'may not be used';
		return new AegisError('DASHBOARD_PORT_BUSY', `Port ${port} on ${host} ${problem}.`, {
			fix: 'Set AEGIS_DASHBOARD_PORT to a free port, or to 0 for any.',
			exitCode: 4,
			cause: error,
		});
	}
	if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
		return new AegisError('DASHBOARD_HOST_INVALID', `${host} is not an address of this machine.`, {
			fix: 'Correct AEGIS_DASHBOARD_HOST, or unset it to use 127.0.0.1.',
			exitCode: 4,
			cause: error,
		});
	}
	return error;
}

/** Writes where the dashboard listens to `run/dashboard.json`, mode 0600; removed again unless another wrote since. */
export function announceAddress(home: Home, url: string): Disposable {
	const file = join(home.run, 'dashboard.json');
	mkdirSync(home.run, { recursive: true, mode: 0o700 });
	const address: DashboardAddress = { url, pid: process.pid };
	const temporary = `${file}.${process.pid}.tmp`;
	writeFileSync(temporary, `${JSON.stringify(address)}\n`, { mode: 0o600 });
	renameSync(temporary, file);
	return {
		[Symbol.dispose]() {
			if (readJsonFile(file, DashboardAddress)?.pid === process.pid) rmSync(file, { force: true });
		},
	};
}
