/** A webhook as the board lists it. */
export interface ListedWebhook {
	readonly gid: string;
	readonly target: string;
	readonly active: boolean;
}

/** The webhook this store has the secret of. Times are milliseconds since the epoch. */
export interface OwnWebhook {
	readonly gid: string;
	readonly target: string;
	/** When anything rightly signed last came, or it was created. */
	readonly heardAt: number;
}

export interface WebhookPlan {
	/** The one that stays; null means that one is to be created. */
	readonly keep: string | null;
	/** Those to delete, in this order, before one is created. */
	readonly remove: readonly string[];
	readonly why: string | null;
}

/** Asana beats every 8 hours: two that did not come, and an hour for one that is late. */
export const longestSilenceMs = 17 * 60 * 60_000;

/**
 * Decides which of a project's webhooks stay. Only those whose target begins with `prefix` are ours; all of them but
 * one are left over, from a lost answer or another store, and so is one that has fallen silent.
 */
export function planWebhooks(state: {
	readonly listed: readonly ListedWebhook[];
	readonly own: OwnWebhook | null;
	readonly prefix: string;
	readonly now: number;
}): WebhookPlan {
	const { own, prefix, now } = state;
	const listed = own === null ? undefined : state.listed.find(({ gid }) => gid === own.gid);
	const why = own === null ? 'there is none' : judge(own, listed, { prefix, now });
	const keep = why === null ? (own?.gid ?? null) : null;
	const remove = state.listed
		.filter(({ gid, target }) => gid !== keep && (target.startsWith(prefix) || gid === own?.gid))
		.map(({ gid }) => gid);
	return { keep, remove, why };
}

function judge(
	own: OwnWebhook,
	listed: ListedWebhook | undefined,
	{ prefix, now }: { readonly prefix: string; readonly now: number },
): string | null {
	if (listed === undefined) return 'the board has deleted it';
	if (!own.target.startsWith(prefix) || listed.target !== own.target) return 'the address has changed';
	if (!listed.active) return 'the board has switched it off';
	// A clock that was set back makes it look heard in the future: that is no silence.
	return now - own.heardAt > longestSilenceMs ? 'nothing has come for too long' : null;
}
