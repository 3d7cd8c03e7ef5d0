import type { AgentName } from '@aegis/shared/domain';
import type { CardState } from '../card/card-state.ts';
import { placeFor } from '../run/on-failure.ts';
import { operatorComment, putCard, refuse, type Given, type Ruling } from './ruling.ts';

/** The operator begins a stage afresh: its agent starts, with what the card says now. */
export function retry(state: CardState, given: Given, agent: AgentName): Ruling {
	if (state.place.completed) return refuse(state, 'The card is done; reopen it on the board first.');
	const needsWork = agent === 'Reviewer' || agent === 'Merger';
	if (needsWork && state.branchHead === null)
		return refuse(state, `There are no commits yet for the ${agent} to look at.`);
	const place = placeFor(agent);
	const step = putCard(state, given, {
		change: { section: place.section, agent: place.agent },
		comment: operatorComment(given, `Begin again with the ${agent}.`),
	});
	return { accepted: true, text: `The ${agent} begins again.`, step };
}
