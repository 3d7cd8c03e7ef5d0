import type { Keys } from '@aegis/shared/redis';
import type { LiveSource } from './http/v1/event-route.ts';

/** The live channel of an installation. Its client is loaded with the first watcher: an idle dashboard stays small. */
export function liveSourceOf(redisUrl: string, keys: Keys): LiveSource {
	return (listen) => {
		const opening = import('@aegis/shared/live').then((live) => live.subscribeLive(redisUrl, keys, listen));
		// Told by the disposal.
		opening.catch(() => {});
		return {
			async [Symbol.asyncDispose]() {
				await (await opening)[Symbol.asyncDispose]();
			},
		};
	};
}
