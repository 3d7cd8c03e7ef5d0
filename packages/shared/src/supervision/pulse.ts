import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { ChildSpec } from './child-spec.ts';

/** How a child is listened to. A look is a second at most of anybody's time, so looks are counted and not seconds. */
export interface PulsePolicy {
	/** Milliseconds between two looks. */
	readonly lookMs: number;
	/** Looks in a row without a sign of life after which a child counts as stuck. */
	readonly patience: number;
	/** The same before its first sign: it is still starting. */
	readonly startPatience: number;
}

export const defaultPulsePolicy: PulsePolicy = { lookMs: 1_000, patience: 10, startPatience: 60 };

/** The file that a child touches while its event loop turns. */
export function beatFile(folder: string, name: string): string {
	return join(folder, `${name}.beat`);
}

/**
 * Calls `onSilent` once when a child gives no sign of life: paused, or stuck in its event loop. A supervisor that was
 * paused itself counts no look it did not make.
 */
export function watchPulse(
	folder: string,
	spec: ChildSpec,
	policy: PulsePolicy,
	onSilent: (silentMs: number) => void,
): Disposable {
	const { heartbeat } = spec;
	if (heartbeat === undefined) return { [Symbol.dispose]: () => {} };
	const listen = heartbeat === 'file' ? listenToFile(beatFile(folder, spec.name)) : listenByAsking(heartbeat);
	let missed = 0;
	let patience = policy.startPatience;
	const timer = setInterval(() => {
		if (listen()) {
			missed = 0;
			patience = policy.patience;
			return;
		}
		if (++missed < patience) return;
		clearInterval(timer);
		onSilent(missed * policy.lookMs);
	}, policy.lookMs);
	return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** True when the file was touched since the last look. */
function listenToFile(file: string): () => boolean {
	const read = (): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
	let last = read();
	return () => {
		const now = read();
		const touched = now !== last;
		last = now;
		return touched;
	};
}

/** True when an answer came since the last look. One question at a time. */
function listenByAsking(ask: () => Promise<boolean>): () => boolean {
	let asking = false;
	let answered = false;
	return () => {
		const result = answered;
		answered = false;
		if (!asking) {
			asking = true;
			ask()
				.then(
					(answer) => (answered = answer),
					() => {},
				)
				.finally(() => (asking = false));
		}
		return result;
	};
}
