/** What the operator wants: no run without it, one where there is one, or none. */
export const sandboxWishes = ['required', 'preferred', 'off'] as const;
export type SandboxWish = (typeof sandboxWishes)[number];

/** What a program inside found it could do; each should be false. */
export interface Trespass {
	/** It wrote a file outside of what it was given. */
	readonly wrote: boolean;
	/** It reached a port of this machine. */
	readonly connected: boolean;
	/** It could signal the worker. */
	readonly killed: boolean;
}

/** What became of trying a sandbox: what was found inside, or why it could not be made. */
export type Trial =
	| { readonly kind: 'tried'; readonly found: Trespass }
	| { readonly kind: 'failed'; readonly why: string };

/**
 * Why this sandbox holds nothing back; null when it does. That the machine's network is reached is no flaw of one that
 * shares it.
 */
export function findFlaw(trial: Trial, ownNetwork: boolean): string | null {
	if (trial.kind === 'failed') return trial.why;
	const { wrote, connected, killed } = trial.found;
	if (wrote) return 'a program inside could write outside';
	if (killed) return 'a program inside could signal the worker';
	if (connected && ownNetwork) return 'a program inside could reach a port of this machine';
	return null;
}
