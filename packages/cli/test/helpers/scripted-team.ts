import type { ModelReply, ModelRequest } from '@aegis/agents/testing/scripted-messages-api';

/** One moment of one agent's run, as its model sees it. */
export interface Moment {
	readonly agent: string;
	/** The whole prompt of this run. */
	readonly prompt: string;
	/** How often the model has answered since that prompt. */
	readonly turn: number;
	readonly request: ModelRequest;
}

/** Plays the models of all agents: each request is told apart by the prompt it carries. */
export function playTeam(play: (moment: Moment) => ModelReply): (request: ModelRequest) => ModelReply {
	return (request) => {
		const at = request.messages.findLastIndex(
			({ role, content }) => role === 'user' && /Aegis agent: /.test(JSON.stringify(content)),
		);
		const prompt = JSON.stringify(request.messages[at]?.content ?? '');
		const agent = /Aegis agent: (\w+)/.exec(prompt)?.[1] ?? 'nobody';
		const turn = request.messages.slice(at + 1).filter(({ role }) => role === 'assistant').length;
		return play({ agent, prompt, turn, request });
	};
}

export function answer(input: object): ModelReply {
	return { tools: [{ name: 'StructuredOutput', input }] };
}

export function write(path: string, content: string): ModelReply {
	return { tools: [{ name: 'Write', input: { file_path: path, content } }] };
}

export function bash(command: string): ModelReply {
	return { tools: [{ name: 'Bash', input: { command, description: 'a step' } }] };
}

/** What agents that do not change files answer when all is well. */
export const goodAnswers: Readonly<Record<string, object>> = {
	Triage: { verdict: 'clear', summary: 'A farewell is wanted beside the greeting.' },
	Planner: { verdict: 'planned', plan: 'Add farewell.sh and a test for it.', steps: ['Add both files'] },
	Reviewer: { verdict: 'approved', summary: 'It says farewell, and a test holds it to that.' },
	Merger: { verdict: 'merge', commitMessage: 'Say farewell', summary: 'The program can say farewell.' },
};
