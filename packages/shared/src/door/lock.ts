import { GuessLimit } from './core/guess-limit.ts';
import type { Role } from './core/judge.ts';
import { isEqual, openSecrets, roleOfSecret, type DoorSecrets } from './secrets.ts';
import { Sessions } from './session.ts';

/** What a secret proved; a wrong one proves no role, and too many are not looked at for a while. */
export type Proof = { readonly role: Role | null } | { readonly waitSeconds: number };

/** What opens one door: its secrets, its sessions, and the count of wrong guesses. */
export class Lock {
	readonly sessions: Sessions;
	readonly #guesses = new GuessLimit();
	readonly #secrets: DoorSecrets;
	readonly #password: string | undefined;
	readonly #now: () => number;

	constructor(
		options: { readonly folder: string; readonly name: string; readonly password?: string | undefined },
		now: () => number,
	) {
		this.#secrets = openSecrets(options.folder);
		this.sessions = new Sessions(options.name, this.#secrets);
		this.#password = options.password;
		this.#now = now;
	}

	/** Looks at a secret from this address, and counts it when it is wrong. */
	prove(given: string, address: string): Proof {
		// What Aegis made cannot be guessed, so a stranger's guessing must not lock its owner out.
		const role = roleOfSecret(given, this.#secrets);
		if (role !== null) return { role };
		const waitSeconds = this.#guesses.wait(address, this.#now());
		if (waitSeconds > 0) return { waitSeconds };
		if (this.#password !== undefined && isEqual(given, this.#password)) return { role: 'operate' };
		this.wrong(address);
		return { role: null };
	}

	/** Seconds until this address may try a link again; 0: now. */
	wait(address: string): number {
		return this.#guesses.wait(address, this.#now());
	}

	wrong(address: string): void {
		this.#guesses.wrong(address, this.#now());
	}
}
