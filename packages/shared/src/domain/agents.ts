/** The agents a card's Agent field can name, in the order a card usually meets them. */
export const agentNames = ['Triage', 'Planner', 'Worker', 'Reviewer', 'Merger', 'Documentation'] as const;

export type AgentName = (typeof agentNames)[number];

export function isAgentName(value: string | null): value is AgentName {
	return value !== null && (agentNames as readonly string[]).includes(value);
}

/** How an agent signs on the board. */
export const agentEmoji: Record<AgentName, string> = {
	Triage: '🔍',
	Planner: '📐',
	Worker: '🛠️',
	Reviewer: '🧪',
	Merger: '🔀',
	Documentation: '📚',
};
