import type { Access } from '../../src/core/credential.ts';
import {
	startRunProxy,
	type RefusedHost,
	type RunProxy,
	type RunProxyOptions,
	type Spending,
} from '../../src/run-proxy.ts';
import { model } from './provider.ts';

export const key = 'sk-ant-canary-0123456789abcdef';

export interface TestProxy extends AsyncDisposable {
	readonly proxy: RunProxy;
	readonly url: string;
	readonly bearer: string;
	readonly told: Spending[];
	readonly refused: RefusedHost[];
	/** Asks the Messages API through the proxy, as a run would. */
	ask(
		body?: object,
		init?: { path?: string; headers?: Record<string, string>; signal?: AbortSignal },
	): Promise<Response>;
}

/** A run's proxy on loopback, in front of a provider. */
export async function startTestProxy(
	upstream: string,
	options: Partial<RunProxyOptions> & { variable?: 'ANTHROPIC_API_KEY' | 'CLAUDE_CODE_OAUTH_TOKEN' } = {},
): Promise<TestProxy> {
	const told: Spending[] = [];
	const refused: RefusedHost[] = [];
	const { variable = 'ANTHROPIC_API_KEY', ...rest } = options;
	const access: Extract<Access, { kind: 'held' }> = {
		kind: 'held',
		credential: { variable, value: key },
		upstream,
		headers: {},
	};
	const proxy = await startRunProxy({
		listen: { kind: 'loopback' },
		access,
		capUsd: 1,
		hosts: [],
		env: {},
		onSpending: (spending) => told.push(spending),
		onRefusedHost: (host) => refused.push(host),
		...rest,
	});
	const url = proxy.url ?? '';
	const bearer = proxy.modelEnvironment(url)[variable] ?? '';
	return {
		proxy,
		url,
		bearer,
		told,
		refused,
		ask: (body = {}, { path = '/v1/messages', headers = {}, signal } = {}) =>
			fetch(`${url}${path}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json', 'x-api-key': bearer, ...headers },
				body: JSON.stringify({ model, max_tokens: 1_000, stream: true, messages: [], ...body }),
				...(signal === undefined ? {} : { signal }),
			}),
		[Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
	};
}
