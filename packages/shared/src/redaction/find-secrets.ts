import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { isSecretName, secretsOf } from './core/secret-names.ts';
import type { Secret } from './core/forms.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Larger files are no credentials. Bytes. */
const fileLimit = 256 * 1024;

/**
 * The secrets of an installation that a process must not let out: of its environment, of the files its variables name
 * (`*_FILE`), and of the home (`root`): its `.env`, the doors, the local board's tokens. They are read to be recognised,
 * and are kept in no environment.
 */
export function findSecrets(env: Env, root: string): Secret[] {
	return [
		...secretsOf(env),
		...Object.entries(env).flatMap(([name, value]) =>
			name.endsWith('_FILE') && isSecretName(name.slice(0, -'_FILE'.length)) && value !== undefined
				? [{ name: name.slice(0, -'_FILE'.length), value: (read(value) ?? '').trim() }]
				: [],
		),
		...secretsOf(parse(read(join(root, '.env')) ?? '')),
		...jsonSecrets(join(root, 'door', 'secrets.json'), () => true),
		...jsonSecrets(join(root, 'board', 'board.json'), (key) => key.endsWith('Token')),
		...jsonSecrets(join(root, 'claude', '.credentials.json'), (key) => /token|key|secret/i.test(key)),
	];
}

/** The secrets of the person whose account this is, as far as tools keep them in known places of `folder`, their home. */
export function findPersonSecrets(folder: string): Secret[] {
	const lines = (file: string, form: RegExp): Secret[] =>
		[...(read(join(folder, file)) ?? '').matchAll(form)].flatMap(([, value]) =>
			value === undefined ? [] : [{ name: `password of ~/${file}`, value }],
		);
	return [
		...lines('.netrc', /\bpassword\s+(\S+)/g),
		...lines('.git-credentials', /^[a-z]+:\/\/[^\s/@:]*:([^\s/@]+)@/gim),
		...lines('.npmrc', /_(?:authToken|auth|password)\s*=\s*"?([^\s"]+)/g),
		...lines('.pypirc', /^\s*password\s*[=:]\s*(\S+)/gim),
		...lines('.aws/credentials', /^\s*aws_(?:secret_access_key|session_token)\s*=\s*(\S+)/gim),
		...lines('.config/gh/hosts.yml', /\boauth_token:\s*"?([^\s"]+)/g),
		...jsonSecrets(join(folder, '.claude', '.credentials.json'), (key) => /token|key|secret/i.test(key)),
		...privateKeys(join(folder, '.ssh')),
	];
}

function privateKeys(folder: string): Secret[] {
	try {
		return readdirSync(folder)
			.map((name) => ({ name: `key ~/.ssh/${name}`, value: read(join(folder, name)) ?? '' }))
			.filter(({ value }) => value.includes('PRIVATE KEY-----'));
	} catch {
		return [];
	}
}

function jsonSecrets(file: string, wanted: (key: string) => boolean): Secret[] {
	const found: Secret[] = [];
	const walk = (value: unknown, key: string): void => {
		if (typeof value === 'string' && wanted(key))
			found.push({ name: `${key} of ${file.split('/').at(-1)}`, value });
		if (typeof value !== 'object' || value === null) return;
		for (const [name, part] of Object.entries(value)) walk(part, name);
	};
	try {
		walk(JSON.parse(read(file) ?? 'null'), '');
	} catch {
		return [];
	}
	return found;
}

/** A plain file's text; null for anything else, and for what cannot be read. */
function read(file: string): string | null {
	try {
		const stat = lstatSync(file);
		return stat.isFile() && stat.size <= fileLimit ? readFileSync(file, 'utf8') : null;
	} catch {
		return null;
	}
}

function parse(text: string): Env {
	try {
		return parseEnv(text);
	} catch {
		return {};
	}
}
