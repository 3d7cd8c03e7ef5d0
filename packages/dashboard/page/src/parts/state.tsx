import type { CardView } from '@aegis/shared/api/views';

const needWords: Record<NonNullable<CardView['needs']>, string> = {
	answer: 'Asks you',
	approve: 'Merge?',
	tick: 'Second tick?',
	budget: 'Budget reached',
	look: 'Needs a look',
	permit: 'Not permitted',
};

/** Where a card stands, in one or two words. */
export function StateMark({ card }: { readonly card: CardView }) {
	const [tone, words] = describe(card);
	return <span className={`mark ${tone}`}>{words}</span>;
}

function describe({ needs, state, section }: CardView): [string, string] {
	if (state === 'done') return ['good', 'Done'];
	if (state === 'running') return ['accent', 'Running'];
	if (needs !== null) return ['warn', needWords[needs]];
	if (state === 'queued') return ['accent', 'Starting'];
	return state === 'waiting' ? ['quiet', 'Waiting'] : ['quiet', section ?? 'Idle'];
}

/** An agent, in the colour it has everywhere. */
export function AgentMark({ agent }: { readonly agent: string | null }) {
	if (agent === null) return null;
	return <span className={`agent ${agent.toLowerCase()}`}>{agent}</span>;
}
