import type { AgentName, CardSnapshot, Reason } from '@aegis/shared/domain';

export type Route =
	| { readonly kind: 'run'; readonly agent: AgentName }
	/** Nothing for an agent to do here; with a reason where a person may expect otherwise. */
	| { readonly kind: 'none'; readonly reason: Reason | null };

const nothing: Route = { kind: 'none', reason: null };

/** Which agent a card wants where it stands (design: the life of a card). */
export function routeCard(card: Pick<CardSnapshot, 'section' | 'agent' | 'completed' | 'name'>): Route {
	if (card.completed) return nothing;
	switch (card.section) {
		case 'Ready Queue':
			return routeReady(card);
		// A card of a run that ended without saying so: the coder goes on where it was.
		case 'In Progress':
			return { kind: 'run', agent: 'Worker' };
		case 'Planning':
			return { kind: 'run', agent: 'Planner' };
		case 'Review':
			return { kind: 'run', agent: 'Reviewer' };
		case 'Merging':
			return { kind: 'run', agent: 'Merger' };
		case 'Clarification Needed':
			return { kind: 'none', reason: { code: 'awaiting-clarification' } };
		default:
			return nothing;
	}
}

function routeReady(card: Pick<CardSnapshot, 'agent' | 'name'>): Route {
	if (card.name.startsWith('Preference:')) return { kind: 'run', agent: 'Documentation' };
	switch (card.agent) {
		case null:
		case 'Triage':
			return { kind: 'run', agent: 'Triage' };
		case 'Worker':
		case 'Documentation':
		case 'Planner':
			return { kind: 'run', agent: card.agent };
		// Their columns are further on; from here the work itself comes first.
		case 'Reviewer':
		case 'Merger':
			return { kind: 'run', agent: 'Worker' };
		default:
			return { kind: 'none', reason: { code: 'unknown-agent', agent: card.agent } };
	}
}
