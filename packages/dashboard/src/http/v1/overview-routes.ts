import { Doctor, MetricsView, Problem, problem } from './answers.ts';
import { sumUp } from '../../core/metrics.ts';
import type { ApiContext, ApiScope } from './context.ts';

/** Runs that metrics are made of: the newest. */
const metricRuns = 1_000;

/** Numbers over time, and what doctor finds. */
export function addOverviewRoutes(app: ApiScope, { master, examine }: ApiContext): void {
	app.get(
		'/metrics',
		{
			schema: {
				tags: ['metrics'],
				summary: `Sums over the newest ${metricRuns} runs: cards, times and money per day, agent and card`,
				response: { 200: MetricsView },
			},
		},
		async () => {
			const metrics = sumUp(await master.runs(metricRuns), dayOf);
			const { days, agents, cards } = metrics;
			return { ...metrics, days: [...days], agents: [...agents], cards: [...cards] };
		},
	);
	app.get(
		'/doctor',
		{
			schema: {
				tags: ['status'],
				summary: 'What `aegis doctor` finds on this machine',
				response: { 200: Doctor, 503: Problem },
			},
		},
		async (_request, reply) => {
			const found = Doctor.safeParse(await examine?.());
			if (found.success) return found.data;
			return reply
				.code(503)
				.send(problem('DOCTOR_SILENT', 'Doctor did not answer; run `aegis doctor` in a terminal.'));
		},
	);
}

/** The day in this machine's time zone. */
function dayOf(at: number): string {
	const date = new Date(at);
	const two = (value: number): string => String(value).padStart(2, '0');
	return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
