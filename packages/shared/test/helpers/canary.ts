import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A secret that nothing else looks like: where it is found, it has leaked. */
export function makeCanary(): string {
	return `canary-${randomBytes(15).toString('hex')}-${randomBytes(9).toString('base64')}`;
}

/** The ways in which an attacker could carry a secret out and have it again. */
export function encodings(secret: string): Record<string, string> {
	const bytes = Buffer.from(secret);
	return {
		plain: secret,
		base64: bytes.toString('base64'),
		base64url: bytes.toString('base64url'),
		'base64 in a longer text': Buffer.from(`x ${secret} y`).toString('base64'),
		hex: bytes.toString('hex'),
		HEX: bytes.toString('hex').toUpperCase(),
		URL: encodeURIComponent(secret),
		JSON: JSON.stringify(`"${secret}"`),
		reversed: Array.from(secret).toReversed().join(''),
		'without its beginning': secret.slice(7),
		'without its end': secret.slice(0, -7),
	};
}

/** Where parts of a secret large enough to be worth something are in a text, in whatever encoding. */
export function findLeaks(text: string, secret: string): string[] {
	const squeezed = text.replaceAll(/\s/g, '');
	return Object.entries(encodings(secret))
		.filter(([, form]) => {
			const middle = form.replaceAll(/\s/g, '').slice(8, -8);
			return text.includes(middle) || squeezed.includes(middle);
		})
		.map(([name]) => name);
}

/** Every file below a folder, with its text. */
export function readTree(folder: string): { readonly path: string; readonly text: string }[] {
	return readdirSync(folder, { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name))
		.map((path) => ({ path, text: readFileSync(path, 'latin1') }));
}
