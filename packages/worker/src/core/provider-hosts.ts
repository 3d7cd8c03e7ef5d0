type Env = Readonly<Record<string, string | undefined>>;

/**
 * Hosts that a coding CLI needs which signs in by itself: the provider's, and those of the cloud it is told to use. Entries
 * of a list of hosts.
 */
export function providerHosts(env: Env): string[] {
	const region = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'us-east-1';
	const place = env['CLOUD_ML_REGION'] ?? 'us-east5';
	const urls = Object.entries(env).flatMap(([name, value]) =>
		/^ANTHROPIC_[A-Z_]*BASE_URL$/.test(name) && value !== undefined ? hostOf(value) : [],
	);
	if (isOn(env['CLAUDE_CODE_USE_BEDROCK'])) {
		return [
			...urls,
			`bedrock-runtime.${region}.amazonaws.com`,
			`bedrock.${region}.amazonaws.com`,
			`sts.${region}.amazonaws.com`,
		];
	}
	if (isOn(env['CLAUDE_CODE_USE_VERTEX'])) {
		return [
			...urls,
			`${place}-aiplatform.googleapis.com`,
			'aiplatform.googleapis.com',
			'oauth2.googleapis.com',
		];
	}
	return [...urls, 'api.anthropic.com', 'console.anthropic.com', 'platform.claude.com', 'claude.ai'];
}

function hostOf(url: string): string[] {
	const [, host, port] = /^https:\/\/([A-Za-z0-9.-]+)(:\d+)?/.exec(url) ?? [];
	return host === undefined ? [] : [`private:${host}${port ?? ''}`];
}

function isOn(value: string | undefined): boolean {
	return value !== undefined && value !== '' && value !== '0';
}
