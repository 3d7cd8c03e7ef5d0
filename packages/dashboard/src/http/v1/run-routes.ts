import { z } from 'zod';
import { RunView } from '@aegis/shared/api';
import { readRunFile, readRunLines } from '../../read/run-files.ts';
import { Check, Id, Problem, problem, Transcript, TranscriptEntry } from './answers.ts';
import type { ApiContext, ApiScope } from './context.ts';

const RunParams = z.object({ runId: Id });
const gone = () =>
	problem(
		'RUN_FILE_UNKNOWN',
		'There is no such record on this machine: the run was elsewhere, or is long over.',
	);

/** Runs, and what their workers kept of them on this machine. */
export function addRunRoutes(app: ApiScope, { master, home }: ApiContext): void {
	app.get(
		'/runs',
		{
			schema: {
				tags: ['runs'],
				summary: 'The newest runs of all cards',
				querystring: z.object({ limit: z.coerce.number().int().min(1).max(1_000).default(50) }),
				response: { 200: z.array(RunView) },
			},
		},
		({ query }) => master.runs(query.limit),
	);
	app.get(
		'/runs/:runId/transcript',
		{
			schema: {
				tags: ['runs'],
				summary: 'What the agent said and did, from byte `after` on; ask again with `next` to follow it live',
				params: RunParams,
				querystring: z.object({ after: z.coerce.number().int().min(0).default(0) }),
				response: { 200: Transcript, 404: Problem },
			},
		},
		async ({ params, query }, reply) => {
			const lines = await readRunLines(home.runs, params.runId, 'transcript.jsonl', query.after);
			if (lines === null) return reply.code(404).send(gone());
			const entries = lines.entries.flatMap((entry) => TranscriptEntry.safeParse(entry).data ?? []);
			return { entries, next: lines.next, more: lines.more };
		},
	);
	app.get(
		'/runs/:runId/prompt',
		{
			schema: {
				tags: ['runs'],
				summary: 'What the agent was told',
				params: RunParams,
				response: { 200: z.object({ text: z.string() }), 404: Problem },
			},
		},
		async ({ params }, reply) => {
			const text = await readRunFile(home.runs, params.runId, 'prompt.md');
			return text === null ? reply.code(404).send(gone()) : { text };
		},
	);
	app.get(
		'/runs/:runId/checks',
		{
			schema: {
				tags: ['runs'],
				summary: "The project's own commands that were run, and what they gave",
				params: RunParams,
				response: { 200: z.array(Check) },
			},
		},
		async ({ params }) => {
			const lines = await readRunLines(home.runs, params.runId, 'checks.jsonl', 0);
			return (lines?.entries ?? []).flatMap((entry) => Check.safeParse(entry).data ?? []);
		},
	);
}
