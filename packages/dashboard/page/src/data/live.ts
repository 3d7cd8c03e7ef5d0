import type { QueryClient } from '@tanstack/react-query';
import type { StatusView } from '@aegis/shared/api/views';
import { useSyncExternalStore } from 'react';

/** What the stream of events tells; times are milliseconds since the epoch. */
type LiveEvent =
	| { readonly type: 'card.changed'; readonly cardGid: string }
	| {
			readonly type: 'run.event';
			readonly at: number;
			readonly runId: string;
			readonly cardGid: string;
			readonly text: string;
			readonly costUsd: number;
	  }
	| { readonly type: 'workers.changed' | 'reset' | 'gap' };

/** Milliseconds in which many changes are read as one. */
const gatherMs = 150;

/** When this page began to listen. */
export const watchedSince = Date.now();

let connected = false;
const connectionWatchers = new Set<() => void>();
const runWatchers = new Map<string, Set<() => void>>();
/** When each run was last heard of. */
const heard = new Map<string, number>();

/** Keeps what the page knows up to date: one stream for the tab, which comes back by itself and misses nothing. */
export function followLive(client: QueryClient): void {
	const stale = new Set<string>();
	let timer: ReturnType<typeof setTimeout> | undefined;
	const refresh = (...keys: string[]): void => {
		for (const key of keys) stale.add(key);
		timer ??= setTimeout(() => {
			timer = undefined;
			for (const key of stale) void client.invalidateQueries({ queryKey: key.split(' ') });
			stale.clear();
		}, gatherMs);
	};
	const source = new EventSource('/api/v1/events');
	source.addEventListener('open', () => setConnected(true));
	source.addEventListener('error', () => setConnected(false));
	source.addEventListener('live', ({ data }: MessageEvent<string>) => {
		const event = JSON.parse(data) as LiveEvent;
		if (event.type === 'card.changed')
			refresh('status', `card ${event.cardGid}`, `changes ${event.cardGid}`, 'cards');
		else if (event.type === 'run.event') hearRun(client, event);
		else if (event.type === 'workers.changed') refresh('status');
		else void client.invalidateQueries();
	});
}

function hearRun(client: QueryClient, event: Extract<LiveEvent, { type: 'run.event' }>): void {
	heard.set(event.runId, event.at);
	client.setQueryData<StatusView>(['status'], (status) => {
		if (status === undefined) return status;
		const cards = status.cards.map((card) =>
			card.run?.runId === event.runId
				? {
						...card,
						run: {
							...card.run,
							activity: event.text,
							costUsd: Math.max(event.costUsd, card.run.costUsd ?? 0),
						},
					}
				: card,
		);
		return { ...status, cards };
	});
	for (const watcher of runWatchers.get(event.runId) ?? []) watcher();
}

/** Calls back whenever a run says something, until the returned function is called. */
export function watchRun(runId: string, watcher: () => void): () => void {
	const watchers = runWatchers.get(runId) ?? new Set();
	runWatchers.set(runId, watchers.add(watcher));
	return () => void watchers.delete(watcher);
}

/** When a run was last heard of here; null before its first word. */
export function lastHeard(runId: string): number | null {
	return heard.get(runId) ?? null;
}

function setConnected(value: boolean): void {
	connected = value;
	for (const watcher of connectionWatchers) watcher();
}

/** Whether changes come in by themselves now. */
export function useConnected(): boolean {
	return useSyncExternalStore(
		(watcher) => {
			connectionWatchers.add(watcher);
			return () => void connectionWatchers.delete(watcher);
		},
		() => connected,
	);
}
