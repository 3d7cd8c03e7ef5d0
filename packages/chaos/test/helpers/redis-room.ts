import type { ExecutionContext } from 'ava';
import { readBill, type BillLine } from '@aegis/agents/simulated/bill';
import { writeFileSync } from 'node:fs';
import { Board } from '../../src/installation/board.ts';
import { makePlace, type Place } from '../../src/installation/place.ts';
import { RedisServer } from '../../src/installation/redis.ts';
import { scenario } from '../../src/installation/scenario.ts';
import { startInstallation, type Installation } from '../../src/installation/up.ts';
import { waitFor } from '../../src/installation/wait.ts';
import { startWorker, type OwnWorker } from '../../src/installation/worker.ts';
import { TcpProxy } from '../../src/proxy/tcp-proxy.ts';
import { lookAtHome } from '../../src/truth/look-at-home.ts';
import { lookUntilItHolds } from '../../src/truth/look-until-it-holds.ts';

/** An installation with a Redis of our own; its workers reach it over a line of their own where they are ours. */
export interface RedisRoom extends AsyncDisposable {
	readonly place: Place;
	readonly installation: Installation;
	readonly redis: RedisServer;
	readonly board: Board;
	readonly line: TcpProxy;
	/** Starts a worker that reaches Redis over the line, or straight. */
	addWorker(workerId: string, over: 'line' | 'straight'): OwnWorker;
	bill(): BillLine[];
	/** A card in Ready Queue whose next agent is the Worker. */
	addCard(name: string): Promise<string>;
	awaitDone(card: string): Promise<void>;
}

/** `workers`: how many are supervised there; the others are started with `addWorker`. `workMs`: how long a Worker takes. */
export async function openRedisRoom(
	t: ExecutionContext,
	options: { workers: number; workMs?: number; env?: Record<string, string> },
): Promise<RedisRoom> {
	const stack = new AsyncDisposableStack();
	try {
		const place = stack.use(await makePlace());
		writeFileSync(place.scenario, JSON.stringify(lengthen(options.workMs ?? 150)));
		const redis = stack.use(new RedisServer(place.root));
		await redis.start();
		const line = stack.use(await TcpProxy.open({ path: redis.socket }));
		const installation = await startInstallation(place, {
			REDIS_URL: `unix://${redis.socket}`,
			AEGIS_WORKERS: String(options.workers),
			...options.env,
		});
		stack.defer(async () => {
			t.is(await installation.stop(), null);
			t.deepEqual(await lookAtHome(place), [], 'the checker finds nothing');
		});
		const board = await Board.open(place.home);
		return {
			place,
			installation,
			redis,
			board,
			line,
			addWorker: (workerId, over) => {
				const url = over === 'line' ? `redis://127.0.0.1:${line.port}` : `unix://${redis.socket}`;
				return stack.use(startWorker(place, workerId, { REDIS_URL: url, ...options.env }));
			},
			bill: () => readBill(place.bill),
			addCard: async (name) => {
				const card = await board.addCard(name, 'Worker');
				await board.move(card, 'Ready Queue');
				return card;
			},
			awaitDone: async (card) => {
				const isDone = async (): Promise<boolean> => {
					const seen = await board.card(card);
					return seen.section === 'Done' && seen.completed;
				};
				await waitFor('the card is done', isDone, { timeoutMs: 180_000, everyMs: 100 });
				t.deepEqual(await lookUntilItHolds(installation, board, card), []);
			},
			[Symbol.asyncDispose]: () => stack.disposeAsync(),
		};
	} catch (error) {
		await stack.disposeAsync();
		throw error;
	}
}

/** The scenario with a Worker that takes this long. */
function lengthen(workMs: number): object {
	const rules = scenario.rules.map((rule) => ({
		...rule,
		steps: rule.steps.map((step) => ('wait' in step ? { wait: workMs } : step)),
	}));
	return { ...scenario, rules };
}
