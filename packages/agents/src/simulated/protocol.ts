import { randomUUID } from 'node:crypto';

export interface Denial {
	readonly tool_name: string;
	readonly tool_use_id: string;
	readonly tool_input: object;
}

/** The lines of stream-json output, in the shape the real CLI writes them. */
export interface Protocol {
	init(cwd: string, tools: readonly string[], permissionMode: string): void;
	text(text: string, costUsd: number): void;
	/** A call of a tool; answers with the id its result refers to. */
	tool(name: string, input: object, costUsd: number): string;
	toolResult(toolUseId: string, content: string, isError: boolean): void;
	retry(attempt: number, status: number): void;
	rateLimit(resetsAt: number): void;
	interrupted(requestId: string | null): void;
	result(fields: Readonly<Record<string, unknown>>): void;
	raw(text: string): void;
}

/** Prices of an unknown model: with them a cost becomes tokens, so that reading the tokens gives the cost again. */
const dollarsPerInputToken = 4 / 1_000_000;
const dollarsPerOutputToken = 20 / 1_000_000;

export function createProtocol(sessionId: string, write: (text: string) => void): Protocol {
	const emit = (line: object): void => {
		write(`${JSON.stringify({ ...line, session_id: sessionId, uuid: randomUUID() })}\n`);
	};
	const event = (inner: object): void =>
		emit({ type: 'stream_event', event: inner, parent_tool_use_id: null });

	function message(block: object, delta: object, stopReason: string, costUsd: number): void {
		const id = `msg_${randomUUID().replaceAll('-', '').slice(0, 24)}`;
		const input = Math.floor(costUsd / 2 / dollarsPerInputToken);
		const output = Math.round((costUsd - input * dollarsPerInputToken) / dollarsPerOutputToken);
		const usage = {
			input_tokens: input,
			cache_creation_input_tokens: 0,
			cache_read_input_tokens: 0,
			output_tokens: 0,
		};
		const shell = { id, type: 'message', role: 'assistant', model: 'simulated', stop_reason: null, usage };
		event({ type: 'message_start', message: { ...shell, content: [] } });
		event({
			type: 'content_block_start',
			index: 0,
			content_block: { ...block, ...('text' in block ? { text: '' } : {}) },
		});
		event({ type: 'content_block_delta', index: 0, delta });
		emit({ type: 'assistant', message: { ...shell, content: [block] }, parent_tool_use_id: null });
		event({ type: 'content_block_stop', index: 0 });
		event({
			type: 'message_delta',
			delta: { stop_reason: stopReason },
			usage: { ...usage, output_tokens: output },
		});
		event({ type: 'message_stop' });
	}

	const user = (block: object): void =>
		emit({ type: 'user', message: { role: 'user', content: [block] }, parent_tool_use_id: null });

	return {
		init: (cwd, tools, permissionMode) =>
			emit({
				type: 'system',
				subtype: 'init',
				cwd,
				tools,
				mcp_servers: [],
				model: 'simulated',
				permissionMode,
				slash_commands: [],
				apiKeySource: 'none',
				claude_code_version: 'simulated',
				agents: [],
				skills: [],
			}),
		text: (text, costUsd) =>
			message({ type: 'text', text }, { type: 'text_delta', text }, 'end_turn', costUsd),
		tool(name, input, costUsd) {
			const id = `toolu_${randomUUID().replaceAll('-', '').slice(0, 24)}`;
			const delta = { type: 'input_json_delta', partial_json: JSON.stringify(input) };
			message({ type: 'tool_use', id, name, input }, delta, 'tool_use', costUsd);
			return id;
		},
		toolResult: (id, content, isError) =>
			user({ tool_use_id: id, type: 'tool_result', content, ...(isError ? { is_error: true } : {}) }),
		retry: (attempt, status) =>
			emit({
				type: 'system',
				subtype: 'api_retry',
				attempt,
				max_retries: 3,
				retry_delay_ms: 1,
				error_status: status,
				error: status === 529 ? 'overloaded' : 'server_error',
			}),
		rateLimit: (resetsAt) =>
			emit({
				type: 'rate_limit_event',
				rate_limit_info: { status: 'rejected', resetsAt, rateLimitType: 'five_hour' },
			}),
		interrupted(requestId) {
			if (requestId !== null) {
				const response = { subtype: 'success', request_id: requestId, response: { still_queued: [] } };
				write(`${JSON.stringify({ type: 'control_response', response })}\n`);
			}
			user({ type: 'text', text: '[Request interrupted by user]' });
		},
		result: (fields) => emit({ type: 'result', ...fields }),
		raw: write,
	};
}
