import type { TrackedProject } from '@aegis/shared/config';
import type { Logger } from '@aegis/shared/log';
import type { Keys, Redis } from '@aegis/shared/redis';
import { defaultRules, OwnQuota, type QuotaBook } from './quota-book.ts';
import { SharedQuota } from './shared-quota.ts';

/** Asana's free plan bears the first, its paid plans the second; nothing in its answers says which a token has. */
const unknownPace = { first: 150, most: 1_500 };

/** The quota of a project's token: shared with all who use it, but for a local board, which has no limits. */
export function chooseQuota(options: {
	redis: Redis;
	keys: Keys;
	account: { readonly baseUrl: string; readonly token: string };
	project: Pick<TrackedProject, 'board'>;
	/** What the token may, where it is known. */
	perMinute: number | undefined;
	log: Logger;
}): QuotaBook {
	const { project, perMinute } = options;
	if (project.board === 'local' && perMinute === undefined) return new OwnQuota();
	const pace = perMinute === undefined ? unknownPace : { first: perMinute, most: perMinute };
	return new SharedQuota({ ...options, rules: { ...defaultRules, pace } });
}
