import type { Logger } from '@aegis/shared/log';
import type { Keys } from '@aegis/shared/redis';
import type { Connection } from '../asana/connection.ts';
import { WebhookCalls } from '../asana/webhook-calls.ts';
import type { ProjectStore } from '../store/tables.ts';
import { Door } from './door.ts';
import type { WebhookSettings } from './locate-webhooks.ts';
import { WebhookKeeper } from './keeper.ts';
import { Relay } from './relay.ts';

/** Milliseconds between two looks at the board's webhooks, before jitter. */
const checkMs = 30 * 60_000;
/** Milliseconds to the next try after the first failed one; twice as long after each. */
const retryMs = 30_000;

/** A project's webhook while it is kept. */
export interface Webhooks extends AsyncDisposable {
	/** What people should know, one sentence each. */
	problems(): string[];
}

/**
 * Keeps a webhook for a project where there is an address for it, and calls `wake` when one says that something
 * happened. Everything goes on without: whatever a webhook does not bring, the next poll finds.
 */
export async function startWebhooks(options: {
	settings: WebhookSettings | null;
	connection: Connection;
	store: ProjectStore;
	redisUrl: string;
	keys: Keys;
	projectGid: string;
	log: Logger;
	wake: () => void;
}): Promise<Webhooks> {
	const { settings, store, projectGid, log } = options;
	await using stack = new AsyncDisposableStack();
	const keeper = new WebhookKeeper({
		calls: new WebhookCalls(options.connection, projectGid),
		store,
		prefix: `${settings?.url ?? ''}/asana/${projectGid}/`,
		log,
		wake: options.wake,
	});
	await keeper.load();
	if (settings === null) {
		const removing = keeper
			.remove()
			.catch((error: unknown) => log.warn({ err: error }, 'webhook not removed'));
		return { problems: () => [], [Symbol.asyncDispose]: () => removing };
	}
	const { redisUrl, keys } = options;
	const relay = stack.use(new Relay({ redisUrl, keys, projectGid, answer: (knock) => keeper.answer(knock) }));
	const { host, port } = settings;
	const door = stack.use(new Door({ host, port, log, ask: (gid, knock) => relay.ask(gid, knock) }));
	stack.use(keepChecking({ keeper, log, ready: Promise.all([relay.listening, door.open()]) }));
	const kept = stack.move();
	return {
		problems: () => [door.problem, keeper.problem].filter((problem) => problem !== null),
		[Symbol.asyncDispose]: () => kept.disposeAsync(),
	};
}

/** Looks at once, then now and then; sooner after a failure. Disposing waits for a look under way. */
function keepChecking(options: {
	keeper: WebhookKeeper;
	log: Logger;
	ready: Promise<unknown>;
}): AsyncDisposable {
	let failures = 0;
	let timer: NodeJS.Timeout | null = null;
	let over = false;
	const check = async (): Promise<void> => {
		const ok = await options.keeper.check().catch((error: unknown) => {
			if (!over) options.log.warn({ err: error }, 'webhooks could not be looked at');
			return false;
		});
		failures = ok ? 0 : failures + 1;
		const delayMs = ok ? checkMs : Math.min(retryMs * 2 ** (failures - 1), checkMs);
		if (!over) timer = setTimeout(() => (looking = check()), delayMs * (0.9 + 0.2 * Math.random()));
	};
	let looking = options.ready.then(check, check);
	return {
		async [Symbol.asyncDispose]() {
			over = true;
			if (timer !== null) clearTimeout(timer);
			await looking;
		},
	};
}
