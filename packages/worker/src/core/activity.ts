import type { RunnerEvent } from '@aegis/agents/runner';

const limit = 300;

/** What a runner's event looks like to people, in one line; null when there is nothing to see. */
export function describeEvent(event: RunnerEvent): string | null {
	switch (event.type) {
		case 'text':
			return shorten(event.text);
		case 'tool':
			return shorten(`${event.name} ${event.detail}`);
		case 'tool-result':
			return event.ok ? null : shorten(`failed: ${event.text}`);
		case 'retry':
			return `the model's server did not answer (${event.status ?? 'no connection'}), retry ${event.attempt}`;
		case 'raw':
			return event.why === 'too-long' ? `(a line of ${event.bytes} bytes was dropped)` : null;
		case 'unpriced':
			return `no price is known for ${shorten(event.model) ?? 'its model'}`;
		case 'session':
		case 'cost':
			return null;
	}
}

function shorten(text: string): string | null {
	const line = text.replaceAll(/\s+/g, ' ').trim();
	if (line === '') return null;
	return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}
