import type { Secret } from './forms.ts';

const secretName =
	/TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|_AUTH$|^AUTH_|COOKIE|CUSTOM_HEADERS/i;
/** They say where a secret is, or how much of something there may be. */
const noSecret = /_FILE$|_PATH$|_URL$|MAX_.*TOKENS|_TOKENS$|^SSH_AUTH_SOCK$/i;

/** Whether a variable of this name holds something that nobody else may see. */
export function isSecretName(name: string): boolean {
	return secretName.test(name) && !noSecret.test(name);
}

/** The secrets of an environment: what its secret variables hold, and the passwords in its addresses. */
export function secretsOf(env: Readonly<Record<string, string | undefined>>): Secret[] {
	return Object.entries(env).flatMap(([name, value]) => {
		if (value === undefined || value === '') return [];
		return isSecretName(name) ? [{ name, value }] : passwordsIn(name, value);
	});
}

/** `scheme://user:password@host`, and `name: value` lines of headers. */
function passwordsIn(name: string, value: string): Secret[] {
	const [, password] = /^[a-z][a-z0-9+.-]*:\/\/[^\s/@:]*:([^\s/@]+)@/i.exec(value) ?? [];
	if (password === undefined) return [];
	const named = `password of ${name}`;
	return [...new Set([password, decode(password)])].map((each) => ({ name: named, value: each }));
}

function decode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
