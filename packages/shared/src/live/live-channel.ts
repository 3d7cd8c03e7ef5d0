import { LiveEvent } from '../messages/live-event.ts';
import { redactDeep } from '../redaction.ts';
import { connectRedis, disconnect, type Keys, type Redis } from '../redis.ts';

/** Publishes to whoever is looking now; nobody looking, or no Redis, costs nothing. */
export function publishLive(redis: Redis, keys: Keys, event: LiveEvent): void {
	redis.publish(keys.live(), JSON.stringify(redactDeep(event))).catch(() => {});
}

/** Calls `listen` for every live event until disposed. Events during a broken connection are missed. */
export function subscribeLive(
	redisUrl: string,
	keys: Keys,
	listen: (event: LiveEvent) => void,
): AsyncDisposable {
	const redis = connectRedis(redisUrl, { blocking: true, name: 'live' });
	redis.on('message', (_channel, text) => {
		const event = LiveEvent.safeParse(parse(text));
		if (event.success) listen(event.data);
	});
	// Rejected only by the disposal: until then the client subscribes anew with each connection.
	redis.subscribe(keys.live()).catch(() => {});
	return {
		async [Symbol.asyncDispose]() {
			disconnect(redis);
		},
	};
}

/** Calls `wake` whenever somebody says that a project's board changed: a hint, never a fact. */
export function subscribeWake(
	redisUrl: string,
	keys: Keys,
	projectGid: string,
	wake: () => void,
): AsyncDisposable {
	const redis = connectRedis(redisUrl, { blocking: true, name: 'wake' });
	redis.on('message', wake);
	// Rejected only by the disposal: until then the client subscribes anew with each connection.
	redis.subscribe(keys.wake(projectGid)).catch(() => {});
	return {
		async [Symbol.asyncDispose]() {
			disconnect(redis);
		},
	};
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
