import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Role } from './core/judge.ts';
import { isEqual, type DoorSecrets } from './secrets.ts';

/** Milliseconds a browser stays in. */
const lifeMs = 30 * 24 * 60 * 60 * 1_000;

/** The sessions of one door: nothing is kept of them, they are signed. */
export class Sessions {
	readonly #door: string;
	readonly #key: string;
	/** Cookies know no ports: two installations on one machine need two names. */
	readonly #cookie: string;

	constructor(door: string, secrets: DoorSecrets) {
		this.#door = door;
		this.#key = secrets.session;
		this.#cookie = `aegis-${door}-${createHash('sha256').update(secrets.session).digest('hex').slice(0, 8)}`;
	}

	/** The Set-Cookie header that begins a session. */
	begin(role: Role, options: { readonly now: number; readonly https: boolean }): string {
		const claim = `${role}.${options.now + lifeMs}.${randomBytes(12).toString('base64url')}`;
		return this.#header(`${claim}.${this.#sign(claim)}`, lifeMs / 1_000, options.https);
	}

	/** The Set-Cookie header that ends it in this browser. */
	end(): string {
		return this.#header('', 0, false);
	}

	/** What the Cookie header of a request proves. */
	roleOf(header: string | undefined, now: number): Role | null {
		for (const part of (header ?? '').split(';')) {
			const [name, value = ''] = part.trim().split('=', 2);
			if (name !== this.#cookie) continue;
			const [role = '', expiresAt = '', nonce = '', signature = ''] = value.split('.');
			if (!isEqual(signature, this.#sign(`${role}.${expiresAt}.${nonce}`))) continue;
			if (Number(expiresAt) > now && (role === 'view' || role === 'operate')) return role;
		}
		return null;
	}

	#sign(claim: string): string {
		return createHmac('sha256', this.#key).update(`${this.#door} ${claim}`).digest('base64url');
	}

	#header(value: string, maxAge: number, https: boolean): string {
		const secure = https ? '; Secure' : '';
		return `${this.#cookie}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Strict${secure}`;
	}
}
