import { useSyncExternalStore } from 'react';

let now = Date.now();
/** Milliseconds the server's clock is ahead of this one. */
let ahead = 0;
const watchers = new Set<() => void>();

setInterval(() => {
	now = Date.now() + ahead;
	for (const watcher of watchers) watcher();
}, 1_000);

/** Takes the server's time as it was just told. */
export function setServerTime(at: number): void {
	ahead = at - Date.now();
}

/** The server's time in milliseconds since the epoch; whoever uses it is drawn again each second. */
export function useNow(): number {
	return useSyncExternalStore(
		(watcher) => {
			watchers.add(watcher);
			return () => void watchers.delete(watcher);
		},
		() => now,
	);
}
