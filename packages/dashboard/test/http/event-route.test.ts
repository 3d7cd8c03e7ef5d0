import test from 'ava';
import { until } from '@aegis/shared/testing';
import type { LiveSource } from '../../src/http/event-route.ts';
import { buildTestApp } from '../helpers/test-app.ts';
import { makeTempHome } from '../helpers/temp-home.ts';

/** A live source that a test drives, and that counts who listens. */
function makeSource(): {
	live: LiveSource;
	tell(event: object): void;
	listening(): number;
	opened(): number;
} {
	const listeners = new Set<(event: object) => void>();
	let opened = 0;
	return {
		live: (listen) => {
			opened += 1;
			listeners.add(listen);
			return {
				async [Symbol.asyncDispose]() {
					listeners.delete(listen);
				},
			};
		},
		tell: (event) => listeners.forEach((listen) => listen(event)),
		listening: () => listeners.size,
		opened: () => opened,
	};
}

async function watch(
	url: string,
	bearer: { readonly authorization: string },
): Promise<{ next(text: string): Promise<string>; stop(): Promise<void> }> {
	const response = await fetch(`${url}/api/events`, { headers: { accept: 'text/event-stream', ...bearer } });
	const reader = (response.body as ReadableStream<Uint8Array>)
		.pipeThrough(new TextDecoderStream())
		.getReader();
	let seen = '';
	return {
		/** Reads until `text` has come; what was read so far. */
		async next(text) {
			while (!seen.includes(text)) {
				const { value, done } = await reader.read();
				if (done) throw new Error(`the stream ended before ${text}: ${seen}`);
				seen += value;
			}
			return seen;
		},
		stop: () => reader.cancel(),
	};
}

test('live events reach every watcher through one subscription, which ends with the last of them', async (t) => {
	using home = makeTempHome();
	const source = makeSource();
	await using built = await buildTestApp(home, { live: source.live });
	const url = await built.app.listen({ port: 0, host: '127.0.0.1' });
	t.is(source.opened(), 0, 'nobody watches, nothing is open');

	const first = await watch(url, built.bearer);
	const second = await watch(url, built.bearer);
	await Promise.all([first.next('hello'), second.next('hello')]);
	t.is(source.opened(), 1);

	source.tell({ type: 'workers.changed', at: 7 });
	t.regex(await first.next('"at":7'), /event: live\ndata: {"type":"workers.changed","at":7}/);
	await second.next('"at":7');

	await first.stop();
	await second.stop();
	await until('nobody listens', () => source.listening() === 0);

	const third = await watch(url, built.bearer);
	await third.next('hello');
	t.is(source.opened(), 2);
	await third.stop();
});

test('closing the server ends what is watched', async (t) => {
	using home = makeTempHome();
	const source = makeSource();
	await using built = await buildTestApp(home, { live: source.live });
	const url = await built.app.listen({ port: 0, host: '127.0.0.1' });
	const watcher = await watch(url, built.bearer);
	await watcher.next('hello');
	await built.app.close();
	t.is(source.listening(), 0);
	await t.throwsAsync(watcher.next('never'));
});
