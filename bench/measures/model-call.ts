import { startProvider, endStream, sendText, startStream } from '@aegis/proxy/testing/provider';
import { startTestProxy } from '@aegis/proxy/testing/proxy';
import type { Row } from '../core/report.ts';
import { median } from '../core/statistics.ts';

const rounds = 200;
/** Pieces of an answer, and characters of a prompt: those of an ordinary turn. */
const pieces = 100;
const promptCharacters = 200_000;
const usage = { input_tokens: 1_000, output_tokens: 500 };

/**
 * What a run's door costs for each call to the model: the same streamed call with and without it, in turns, against a
 * provider on loopback that answers at once. A real one takes seconds.
 */
export async function measureModelCall(): Promise<Row[]> {
	await using provider = await startProvider((_, response) => {
		startStream(response, usage);
		for (let piece = 0; piece < pieces; piece += 1) sendText(response, 'twenty characters of ');
		endStream(response, usage);
	});
	await using run = await startTestProxy(provider.url, { capUsd: 1_000 });
	const messages = [{ role: 'user', content: 'x'.repeat(promptCharacters) }];
	const direct = async (): Promise<void> => {
		const body = JSON.stringify({ model: 'claude-opus-5-5', max_tokens: 1_000, stream: true, messages });
		const headers = { 'content-type': 'application/json' };
		await (await fetch(`${provider.url}/v1/messages`, { method: 'POST', headers, body })).text();
	};
	const through = async (): Promise<void> => {
		await (await run.ask({ messages })).text();
	};
	const times = { direct: [] as number[], through: [] as number[] };
	for (let round = 0; round < rounds; round += 1) {
		times.direct.push(await timed(direct));
		times.through.push(await timed(through));
	}
	// The first calls run code that is not compiled yet.
	const [plain, metered] = [median(times.direct.slice(rounds / 4)), median(times.through.slice(rounds / 4))];
	return [
		{
			measure:
				'a call to the model through the run’s door, against one without (provider on loopback, at once)',
			result: `${(metered / plain).toFixed(2)} × (${plain.toFixed(1)} → ${metered.toFixed(1)} ms)`,
			goal: '',
			met: null,
		},
	];
}

async function timed(work: () => Promise<void>): Promise<number> {
	const before = performance.now();
	await work();
	return performance.now() - before;
}
