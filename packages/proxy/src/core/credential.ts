type Env = Readonly<Record<string, string | undefined>>;

/** A key to the model that the proxy can hold: what the provider expects it as, and where the CLI looks for it. */
export interface Credential {
	readonly variable: 'ANTHROPIC_API_KEY' | 'ANTHROPIC_AUTH_TOKEN' | 'CLAUDE_CODE_OAUTH_TOKEN';
	readonly value: string;
}

export type Access =
	| {
			readonly kind: 'held';
			readonly credential: Credential;
			/** Where the Messages API is. */
			readonly upstream: string;
			/** What the person wants sent with every request, such as a gateway's key. */
			readonly headers: Readonly<Record<string, string>>;
	  }
	/** The run signs in by itself, unmetered, for this reason. */
	| { readonly kind: 'direct'; readonly why: 'signed-by-the-cli' | 'no-key' };

/** These sign each request themselves, over its host and its body: nothing between them and the cloud can. */
const clouds = ['CLAUDE_CODE_USE_BEDROCK', 'CLAUDE_CODE_USE_VERTEX', 'CLAUDE_CODE_USE_FOUNDRY'];

/**
 * How a run gets at the model. In the CLI's own order: a cloud provider, ANTHROPIC_AUTH_TOKEN, ANTHROPIC_API_KEY,
 * CLAUDE_CODE_OAUTH_TOKEN. Without any of them the CLI may still be signed in by a login of its own, which it keeps in its
 * configuration.
 */
export function findAccess(env: Env): Access {
	if (clouds.some((name) => isOn(env[name]))) return { kind: 'direct', why: 'signed-by-the-cli' };
	for (const variable of ['ANTHROPIC_AUTH_TOKEN', 'ANTHROPIC_API_KEY', 'CLAUDE_CODE_OAUTH_TOKEN'] as const) {
		const value = env[variable]?.trim();
		if (value === undefined || value === '') continue;
		const base = env['ANTHROPIC_BASE_URL']?.trim();
		return {
			kind: 'held',
			credential: { variable, value },
			upstream: base === undefined || base === '' ? 'https://api.anthropic.com' : base,
			headers: parseHeaders(env['ANTHROPIC_CUSTOM_HEADERS'] ?? ''),
		};
	}
	return { kind: 'direct', why: 'no-key' };
}

/** The header that proves to the provider who pays. OAuth tokens are taken only with the beta that is named for them. */
export function signHeaders(credential: Credential, beta: string | undefined): Record<string, string> {
	if (credential.variable === 'ANTHROPIC_API_KEY') return { 'x-api-key': credential.value };
	const authorization = `Bearer ${credential.value}`;
	if (credential.variable === 'ANTHROPIC_AUTH_TOKEN') return { authorization };
	const betas = (beta ?? '').split(',').map((name) => name.trim());
	const wanted = new Set([...betas.filter((name) => name !== ''), 'oauth-2025-04-20']);
	return { authorization, 'anthropic-beta': [...wanted].join(',') };
}

/** Whether a variable that says how the model is used may be seen by a run whose key the proxy holds: names of models. */
export function isModelChoice(name: string): boolean {
	return /^ANTHROPIC_(?:[A-Z0-9_]+_)?MODEL(?:_[A-Z_]+)?$/.test(name) || name === 'ANTHROPIC_BETAS';
}

/** `Name: value` in lines, as the CLI reads ANTHROPIC_CUSTOM_HEADERS. */
function parseHeaders(text: string): Record<string, string> {
	const headers: Record<string, string> = {};
	for (const line of text.split(/\r?\n/)) {
		const [, name, value] = /^\s*([A-Za-z0-9-]+)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
		if (name !== undefined && value !== undefined) headers[name.toLowerCase()] = value;
	}
	return headers;
}

function isOn(value: string | undefined): boolean {
	return value !== undefined && value !== '' && value !== '0' && value.toLowerCase() !== 'false';
}
