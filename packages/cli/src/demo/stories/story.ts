import type { AgentName, Section } from '@aegis/shared/domain';

/** One thing the stand-in for the model does (see packages/agents/src/simulated/README.md). */
type Step =
	| { readonly say: string }
	| { readonly write: { readonly path: string; readonly content: string } }
	| { readonly replace: { readonly path: string; readonly find: string; readonly with: string } }
	| { readonly run: string }
	| { readonly wait: number };

export interface Rule {
	readonly agent: AgentName;
	/** The rule holds until the prompt holds this text; it must bear that a run is lost and repeated. */
	readonly unlessTold?: string;
	readonly steps: readonly Step[];
	readonly answer: Readonly<Record<string, unknown>>;
	/** Simulated, US dollars. */
	readonly costUsd: number;
}

/** A card of the demo: what the person writes, what the stand-in does, and what must come of it. */
export interface Story {
	readonly key: 'straight' | 'blocked' | 'clarified' | 'rejected' | 'withdrawn';
	readonly name: string;
	readonly notes: string;
	readonly rules: readonly Rule[];
	/** `withdrawn`: its person moves it back to Drafts while the Worker works on it. */
	readonly ending: 'merged' | 'withdrawn';
	/** The sections it goes through, in this order. */
	readonly path: readonly Section[];
	/** The agents that succeed, in this order. */
	readonly agents: readonly AgentName[];
	/** Texts its comments hold. */
	readonly comments: readonly string[];
	/** Text that main holds after a merge and never otherwise, by file. */
	readonly change: { readonly file: string; readonly text: string };
}

export const straightPath = [
	'Ready Queue',
	'Planning',
	'Ready Queue',
	'In Progress',
	'Review',
	'Merging',
	'Done',
] as const;
export const straightAgents = ['Triage', 'Planner', 'Worker', 'Reviewer', 'Merger'] as const;

/** The usual rules: understood, planned, approved, merged; the story brings the Worker's. */
export function tellUsualRules(options: {
	readonly understood: string;
	readonly plan: string;
	readonly steps: readonly string[];
	readonly work: readonly Rule[];
	readonly approved: string;
	readonly commitMessage: string;
}): Rule[] {
	return [
		{
			agent: 'Triage',
			steps: [{ say: 'I read the card and look at the code it is about.' }],
			answer: { verdict: 'clear', summary: options.understood },
			costUsd: 0.011,
		},
		{
			agent: 'Planner',
			steps: [{ say: 'I look for the smallest change that does it.' }],
			answer: { verdict: 'planned', plan: options.plan, steps: options.steps },
			costUsd: 0.034,
		},
		...options.work,
		{
			agent: 'Reviewer',
			steps: [{ run: 'git log -1 --stat' }],
			answer: { verdict: 'approved', summary: options.approved },
			costUsd: 0.042,
		},
		{
			agent: 'Merger',
			steps: [{ say: 'The branch is reviewed and its checks are green.' }],
			answer: { verdict: 'merge', commitMessage: options.commitMessage, summary: options.approved },
			costUsd: 0.009,
		},
	];
}
