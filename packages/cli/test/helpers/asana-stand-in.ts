import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { locateService } from '../../src/instance/service-paths.ts';

interface BoardFile {
	readonly url: string;
	readonly apiUrl: string;
	readonly personToken: string;
	readonly workspaceGid: string;
	readonly personGid: string;
	/** With `--guest`. */
	readonly guestGid?: string;
}

/** The local board in Asana's place: what ASANA_BASE_URL leads to. */
export interface StandIn extends AsyncDisposable {
	readonly board: BoardFile;
	readonly env: { readonly ASANA_BASE_URL: string };
	call<Data>(method: string, path: string, data?: object): Promise<Data>;
	fault(fault: object): Promise<void>;
}

export async function openStandIn(folder: string, ...flags: readonly string[]): Promise<StandIn> {
	const data = join(folder, 'asana');
	mkdirSync(data, { recursive: true });
	const args = [locateService('board'), '--data', data, '--faults', ...flags];
	const server = execa(process.execPath, args, { reject: false, stdin: 'ignore', stderr: 'ignore' });
	await Promise.race([
		once(createInterface({ input: server.stdout }), 'line'),
		server.then(() => Promise.reject(new Error('the board ended before it was ready'))),
	]);
	const board = JSON.parse(readFileSync(join(data, 'board.json'), 'utf8')) as BoardFile;
	const post = async (url: string, method: string, body?: object): Promise<unknown> => {
		const response = await fetch(url, {
			method,
			headers: { authorization: `Bearer ${board.personToken}`, 'content-type': 'application/json' },
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
		return response.json();
	};
	return {
		board,
		env: { ASANA_BASE_URL: board.apiUrl },
		async call<Data>(method: string, path: string, content?: object) {
			const body = content === undefined ? undefined : { data: content };
			return ((await post(`${board.apiUrl}${path}`, method, body)) as { data: Data }).data;
		},
		fault: async (fault) => void (await post(`${board.url}/_faults`, 'POST', fault)),
		async [Symbol.asyncDispose]() {
			server.kill('SIGTERM');
			await server;
		},
	};
}
