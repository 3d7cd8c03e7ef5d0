import { useQuery } from '@tanstack/react-query';
import type { CardDetailView, RunView } from '@aegis/shared/api/views';
import { api } from '../data/api.ts';
import { Loaded } from '../parts/query.tsx';
import { NoRuns, RunChoice, useRunChoice } from './run-choice.tsx';

/** What an agent was told, word for word. */
export function PromptTab({ card }: { readonly card: CardDetailView }) {
	const { run, choose } = useRunChoice(card);
	if (run === null) return <NoRuns />;
	return (
		<>
			<div className="panel-head">
				<RunChoice card={card} run={run} choose={choose} />
			</div>
			<Prompt run={run} />
		</>
	);
}

function Prompt({ run }: { readonly run: RunView }) {
	const prompt = useQuery({ queryKey: ['prompt', run.runId], queryFn: () => api.prompt(run.runId) });
	return (
		<Loaded query={prompt}>
			{({ text }) => (
				<pre className="prompt" tabIndex={0} role="region" aria-label="Prompt">
					{text}
				</pre>
			)}
		</Loaded>
	);
}
