import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startService, type Service } from './service.ts';

const main = fileURLToPath(new URL('../../packages/board/src/main.ts', import.meta.url));

/** A board process without an installation around it; its data and whatever else lies in `folder` go with it. */
export interface LoneBoard extends AsyncDisposable {
	readonly folder: string;
	readonly apiUrl: string;
	readonly workspaceGid: string;
	readonly botToken: string;
	/** Asks as the person does. Throws where the board refuses. */
	call<T>(method: string, path: string, data?: object): Promise<T>;
	/** Kills it, starts it again and answers with the milliseconds until it was ready. */
	restart(): Promise<number>;
}

interface BoardFile {
	readonly apiUrl: string;
	readonly workspaceGid: string;
	readonly botToken: string;
	readonly personToken: string;
}

export async function startLoneBoard(): Promise<LoneBoard> {
	const folder = mkdtempSync(join(tmpdir(), 'aegis-bench-'));
	const data = join(folder, 'board');
	// Connections are kept: what is measured is the board.
	const agent = new Agent({ keepAlive: true, maxSockets: 8 });
	// Compiled code is kept, as `./aegis` has it kept.
	const env = { NODE_COMPILE_CACHE: join(folder, 'compiled') };
	const start = (): Promise<Service> =>
		startService(process.execPath, [main, '--data', data], env, (line) => line.includes('"ready"'));
	let service = await start();
	const read = (): BoardFile => JSON.parse(readFileSync(join(data, 'board.json'), 'utf8')) as BoardFile;
	let file = read();
	return {
		folder,
		get apiUrl() {
			return file.apiUrl;
		},
		workspaceGid: file.workspaceGid,
		botToken: file.botToken,
		call: (method, path, body) => ask(agent, file, { method, path, body }),
		async restart() {
			await service.kill();
			const startedAt = performance.now();
			service = await start();
			const took = performance.now() - startedAt;
			file = read();
			return took;
		},
		async [Symbol.asyncDispose]() {
			agent.destroy();
			await service.kill();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

function ask<T>(
	agent: Agent,
	file: BoardFile,
	{ method, path, body }: { method: string; path: string; body: object | undefined },
): Promise<T> {
	return new Promise((resolve, reject) => {
		const headers = { authorization: `Bearer ${file.personToken}`, 'content-type': 'application/json' };
		const sent = request(file.apiUrl + path, { method, agent, headers }, (response) => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => chunks.push(chunk));
			response.on('end', () => {
				const text = Buffer.concat(chunks).toString('utf8');
				if ((response.statusCode ?? 500) < 300) resolve((JSON.parse(text) as { data: T }).data);
				else reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`));
			});
		});
		sent.on('error', reject);
		sent.end(body === undefined ? undefined : JSON.stringify({ data: body }));
	});
}
