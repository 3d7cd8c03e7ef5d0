/** One server-sent event of the page's stream. */
export interface StreamEvent {
	readonly id: string;
	readonly event: string;
	// oxlint-disable-next-line typescript/no-explicit-any -- tests read whatever the board tells
	readonly data: any;
}

export interface Stream extends AsyncDisposable {
	/** The next event of this kind; others before it are passed over. */
	readonly next: (event: string) => Promise<StreamEvent>;
}

/** Follows a project as the page does, from the last event it saw if it saw one. */
export async function followEvents(url: string, project: string, lastId?: string): Promise<Stream> {
	const stop = new AbortController();
	const response = await fetch(`${url}/live/events?project=${project}`, {
		signal: stop.signal,
		headers: { accept: 'text/event-stream', ...(lastId === undefined ? {} : { 'last-event-id': lastId }) },
	});
	if (!response.ok || !response.body) throw new Error(`the stream answered ${response.status}`);
	const events = readEvents(response.body);
	return {
		next: async (event) => {
			for (;;) {
				const { value, done } = await events.next();
				if (done) throw new Error(`the stream ended before ${event}`);
				if (value.event === event) return value;
			}
		},
		[Symbol.asyncDispose]: async () => stop.abort(),
	};
}

async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent, undefined> {
	let text = '';
	for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
		text += chunk;
		for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
			const lines = text.slice(0, end).split('\n');
			text = text.slice(end + 2);
			const read = (name: string): string =>
				lines
					.find((line) => line.startsWith(`${name}:`))
					?.slice(name.length + 1)
					.trim() ?? '';
			if (read('data') !== '') yield { id: read('id'), event: read('event'), data: JSON.parse(read('data')) };
		}
	}
	return undefined;
}
