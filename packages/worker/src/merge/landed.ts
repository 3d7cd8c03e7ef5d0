import type { RunOutcome } from '@aegis/shared/domain';
import { alreadyMergedIntent } from '../core/intents.ts';
import { findLanding, hasLanded } from '../git/ancestry.ts';
import { resolveCommit } from '../git/base.ts';
import type { RunContext } from '../run/context.ts';
import { cleanCard } from './clean.ts';
import { bringLocalAlong } from './land.ts';

/**
 * Whether the card's branch is on the base already: a run before was cut off between landing and reporting. It is
 * then finished here, without a second merge and without a model. Null when there is something to merge.
 */
export async function findLanded(run: RunContext, base: string): Promise<RunOutcome | null> {
	const { repository, place, spec, config } = run;
	const head = await resolveCommit(repository, `refs/heads/${place.branch}`);
	if (head !== null && !(await hasLanded(repository.git, base, head))) return null;
	const found = await findLanding(repository.git, base, `Aegis-Card: ${spec.cardGid}`);
	if (found === null) {
		return {
			kind: 'failed',
			code: head === null ? 'BRANCH_MISSING' : 'NO_CHANGE',
			message:
				head === null
					? `The branch ${place.branch} does not exist.`
					: `${place.branch} has nothing that ${config.base_branch} does not have.`,
		};
	}
	const { sha, mainBefore, subject } = found;
	if (config.remote !== null) await bringLocalAlong(run, sha);
	await cleanCard(run, head ?? found.head);
	const merge = { base: config.base_branch, mainBefore, mainAfter: sha, pushed: config.remote !== null };
	return { kind: 'succeeded', intent: alreadyMergedIntent(merge, subject), merge };
}
