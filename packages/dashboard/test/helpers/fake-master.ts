import { createServer } from 'node:http';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { CardDetailView, ReceiptView, RunView, StatusView } from '@aegis/shared/api';
import type { Home } from '@aegis/shared/config';

const token = 'a-token-of-the-master';

/** A master's HTTP API over values a test sets, announced in the home as the real one is. */
export interface FakeMaster extends AsyncDisposable {
	status: StatusView;
	runs: RunView[];
	cards: Map<string, CardDetailView>;
	/** What every order gets as its receipt; null: none is carried out. */
	receipt: ((orderId: string) => ReceiptView) | null;
	/** The limits asked for, in order. */
	readonly limits: number[];
}

export async function startFakeMaster(home: Home, status: StatusView): Promise<FakeMaster> {
	const limits: number[] = [];
	const server = createServer((request, response) => {
		const url = new URL(request.url ?? '/', 'http://master');
		if (request.headers.authorization !== `Bearer ${token}`) return void response.writeHead(401).end();
		const answer = answerTo(url);
		response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
		response.end(JSON.stringify(answer ?? {}));
	});
	const answerTo = (url: URL): unknown => {
		if (url.pathname === '/api/status') return master.status;
		if (url.pathname === '/api/runs') {
			limits.push(Number(url.searchParams.get('limit')));
			return master.runs;
		}
		if (url.pathname === '/api/cards') {
			const q = (url.searchParams.get('q') ?? '').toLowerCase();
			return master.status.cards.filter(({ name }) => name.toLowerCase().includes(q));
		}
		if (url.pathname.endsWith('/effects')) return [];
		if (url.pathname.startsWith('/api/orders/'))
			return master.receipt?.(url.pathname.replace('/api/orders/', ''));
		return master.cards.get(url.pathname.replace('/api/cards/', ''));
	};
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const file = join(home.run, 'master.json');
	mkdirSync(home.run, { recursive: true });
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	writeFileSync(file, JSON.stringify({ url, token, pid: process.pid }));

	const master: FakeMaster = {
		status,
		runs: [],
		cards: new Map(),
		receipt: null,
		limits,
		async [Symbol.asyncDispose]() {
			rmSync(file, { force: true });
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
	return master;
}
