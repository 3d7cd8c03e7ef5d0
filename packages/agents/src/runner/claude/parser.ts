import type { RunnerEvent, RunnerParser, RunnerTask, SessionCost } from '../contract.ts';
import { classify } from './classify.ts';
import { cleanText } from './clean-text.ts';
import { ClaudeLine, type ResultLine } from './lines.ts';
import { createLiveCost } from './live-cost.ts';
import { describeBlock } from './message-events.ts';

/** Longer lines are dropped unread, so that a run cannot fill the worker's memory. Characters. */
export const maxLineLength = 8_000_000;

/** Reads one run's stdout. What it keeps is the last result and a few numbers, however long the run is. */
export function createParser(
	task: RunnerTask,
	before: SessionCost,
	clock: () => number = Date.now,
): RunnerParser {
	const liveCost = createLiveCost();
	let sessionId: string | null = null;
	let shownCost: number | null = null;
	const unpriced = new Set<string>();
	let result: ResultLine | null = null;
	let limitUntilMs: number | null = null;
	/** Streams (the main one is '') with a message that has begun and not ended. */
	const open = new Set<string>();

	function read(line: ClaudeLine): RunnerEvent[] {
		switch (line.type) {
			case 'system':
				return readSystem(line);
			case 'assistant':
			case 'user': {
				const { content } = line.message;
				if (typeof content === 'string')
					return line.type === 'user' ? [] : describeBlock({ type: 'text', text: content }, '');
				// A user's text is our own prompt or the CLI's note to the model.
				const shown = content.filter((block) => line.type === 'assistant' || block.type === 'tool_result');
				return shown.flatMap((block) => describeBlock(block, task.cwd));
			}
			case 'stream_event':
				return readStream(line);
			case 'rate_limit_event': {
				const { status, resetsAt } = line.rate_limit_info;
				if (status === 'rejected') limitUntilMs = resetsAt == null ? null : toMilliseconds(resetsAt);
				return [];
			}
			case 'result':
				result = line;
				return [];
		}
	}

	function readSystem(line: Extract<ClaudeLine, { type: 'system' }>): RunnerEvent[] {
		if (line.subtype === 'init' && line.session_id !== undefined) {
			if (line.session_id === sessionId) return [];
			sessionId = line.session_id;
			return [{ type: 'session', sessionId }];
		}
		if (line.subtype !== 'api_retry') return [];
		const { attempt = 1, retry_delay_ms: delayMs = 0, error_status: status } = line;
		return [{ type: 'retry', attempt, delayMs, status: status ?? null }];
	}

	function readStream(line: Extract<ClaudeLine, { type: 'stream_event' }>): RunnerEvent[] {
		const stream = line.parent_tool_use_id ?? '';
		const { type, message, usage } = line.event;
		if (type === 'message_start') open.add(stream);
		if (type === 'message_stop') open.delete(stream);
		if (type === 'message_start' && message !== undefined)
			liveCost.start(stream, message.model, message.usage);
		else if (type === 'message_delta' && usage !== undefined) liveCost.update(stream, usage);
		else return [];
		const fresh = liveCost.unpriced().filter((model) => !unpriced.has(model));
		for (const model of fresh) unpriced.add(model);
		const events = fresh.map((model): RunnerEvent => ({ type: 'unpriced', model }));
		const costUsd = liveCost.total();
		if (costUsd === null || costUsd === shownCost) return events;
		shownCost = costUsd;
		return [...events, { type: 'cost', costUsd }];
	}

	return {
		push(line) {
			if (line.trim() === '') return [];
			if (line.length > maxLineLength) {
				return [
					{ type: 'raw', why: 'too-long', text: cleanText(line.slice(0, 200), 200), bytes: line.length },
				];
			}
			const value = parseJson(line);
			if (value === undefined) {
				return [{ type: 'raw', why: 'invalid', text: cleanText(line, 500), bytes: line.length }];
			}
			const parsed = ClaudeLine.safeParse(value);
			return parsed.success ? read(parsed.data) : [];
		},
		finish(exitCode, signal, stderrTail) {
			return classify({
				result,
				sessionId,
				exitCode,
				signal,
				stderrTail: cleanText(stderrTail.slice(-4_000), 4_000).trim(),
				before,
				live: liveCost,
				now: clock(),
				limitUntilMs,
				cutOff: open.has(''),
			});
		},
	};
}

/** True for the line that ends a run. Cheap for all others, as it is asked for every line. */
export function isFinalLine(line: string): boolean {
	if (!line.includes('"result"') || line.length > maxLineLength) return false;
	const value = parseJson(line);
	return typeof value === 'object' && value !== null && 'type' in value && value.type === 'result';
}

function parseJson(line: string): unknown {
	try {
		return JSON.parse(line.replaceAll('\u0000', '')) as unknown;
	} catch {
		return undefined;
	}
}

/** The CLI gives seconds since the epoch. */
function toMilliseconds(time: number): number {
	return time < 100_000_000_000 ? time * 1000 : time;
}
