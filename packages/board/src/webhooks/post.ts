import { findBoardUrlFlaw } from '@aegis/shared/network';

/** How long a receiver may take, in milliseconds. */
const patience = 10_000;

/** What a receiver answered, or why it did not. */
export type Posted =
	| { readonly ok: true; readonly status: number; readonly headers: Headers }
	| { readonly ok: false; readonly reason: string };

/** Posts to a receiver; every failure is a value. */
export async function post(
	target: string,
	body: string,
	headers: Readonly<Record<string, string>>,
	stopping: AbortSignal,
): Promise<Posted> {
	const flaw = findBoardUrlFlaw(target);
	if (flaw !== null) return { ok: false, reason: flaw };
	try {
		const response = await fetch(target, {
			method: 'POST',
			body,
			headers: { 'content-type': 'application/json', ...headers },
			redirect: 'manual',
			signal: AbortSignal.any([stopping, AbortSignal.timeout(patience)]),
		});
		await response.body?.cancel();
		if (response.ok) return { ok: true, status: response.status, headers: response.headers };
		return { ok: false, reason: `status ${response.status}` };
	} catch (error) {
		return { ok: false, reason: error instanceof Error ? error.message : String(error) };
	}
}
