import {
	describeUsd,
	type AgentName,
	type BoardComment,
	type Intent,
	type RunKey,
} from '@aegis/shared/domain';

/** The comment that says an agent's intent, or its failure, in the one shape every comment has. */
export function commentOf(
	run: RunKey,
	persona: AgentName,
	says: Pick<Intent, 'headline' | 'facts' | 'body'>,
): BoardComment {
	return {
		ref: run.runId,
		runId: run.runId,
		persona,
		headline: says.headline,
		facts: says.facts.map(([label, value]): [string, string] => [label, value]),
		...(says.body === undefined ? {} : { body: says.body }),
	};
}

/** The first sign of life on a card a person has just moved. */
export function greeting(run: RunKey, persona: AgentName): BoardComment {
	return {
		ref: `${run.runId}-start`,
		runId: run.runId,
		persona,
		headline: 'Picked up; I will report here when I am done.',
		facts: [],
	};
}

/** The first sign of life on a card for which no run can begin yet. */
export function waitingWord(
	{ gid, seq }: { readonly gid: string; readonly seq: number },
	persona: AgentName,
	reason: string,
): BoardComment {
	return {
		ref: `${gid}-${seq + 1}-wait`,
		persona,
		headline: `Seen, and not begun yet. ${reason}.`,
		facts: [],
	};
}

/** Evidence of a failure, cut to what a card can bear. */
export function failureComment(
	run: RunKey,
	persona: AgentName,
	failure: {
		readonly headline: string;
		readonly evidence: string | undefined;
		readonly costUsd: number | null;
	},
): BoardComment {
	return commentOf(run, persona, {
		headline: failure.headline,
		facts: [['Cost', describeCost(failure.costUsd)]],
		...(failure.evidence === undefined || failure.evidence === ''
			? {}
			: { body: failure.evidence.slice(-4_000) }),
	});
}

export function describeCost(costUsd: number | null): string {
	return describeUsd(costUsd);
}
