import { join } from 'node:path';
import { z } from 'zod';
import { AegisError } from '../errors.ts';
import { readJsonFile, type Home } from '../config.ts';
import {
	CardDetailView,
	CardView,
	EffectView,
	MasterAddress,
	ReceiptView,
	RunView,
	StatusView,
} from './views.ts';

/** Reads the master's API. Every call throws MASTER_UNREACHABLE (exit 5) when no master answers within 5 s. */
export interface MasterClient {
	status(): Promise<StatusView>;
	/** Null when the master knows no such card. */
	card(gid: string): Promise<CardDetailView | null>;
	/** Cards by a part of their name, newest change first. */
	cards(wanted: { q: string; project?: string | undefined; limit: number }): Promise<CardView[]>;
	/** What the services did about a card, oldest first. */
	effects(gid: string): Promise<EffectView[]>;
	runs(limit: number): Promise<RunView[]>;
	/** Null while the order has not been carried out. */
	receipt(orderId: string): Promise<ReceiptView | null>;
}

export function connectMaster(home: Home): MasterClient {
	const get = async <T>(path: string, schema: z.ZodType<T>): Promise<T | null> => {
		const address = readJsonFile(join(home.run, 'master.json'), MasterAddress);
		if (address === null) throw unreachable(home);
		const response = await fetch(address.url + path, {
			headers: { authorization: `Bearer ${address.token}` },
			signal: AbortSignal.timeout(5_000),
		}).catch((error: unknown) => {
			throw unreachable(home, error);
		});
		if (response.status === 404) return null;
		if (!response.ok) throw unreachable(home, new Error(`the master answered ${response.status}`));
		return schema.parse(await response.json());
	};
	const must = <T>(value: T | null): T => {
		if (value === null) throw unreachable(home);
		return value;
	};
	return {
		status: async () => must(await get('/api/status', StatusView)),
		card: (gid) => get(`/api/cards/${encodeURIComponent(gid)}`, CardDetailView),
		cards: async ({ q, project, limit }) => {
			const query = new URLSearchParams({
				q,
				limit: String(limit),
				...(project === undefined ? {} : { project }),
			});
			return must(await get(`/api/cards?${query.toString()}`, z.array(CardView)));
		},
		effects: async (gid) =>
			must(await get(`/api/cards/${encodeURIComponent(gid)}/effects`, z.array(EffectView))),
		receipt: (orderId) => get(`/api/orders/${encodeURIComponent(orderId)}`, ReceiptView),
		runs: async (limit) => must(await get(`/api/runs?limit=${limit}`, z.array(RunView))),
	};
}

function unreachable(home: Home, cause?: unknown): AegisError {
	return new AegisError('MASTER_UNREACHABLE', `No running Aegis answers for the home ${home.root}.`, {
		fix: 'Start it with `aegis up`, or point AEGIS_HOME at the right home.',
		exitCode: 5,
		cause,
	});
}
