import { z } from 'zod';
import { agentNames } from './agents.ts';

/** Why a card is not running, as a value. `untilMs` are milliseconds since the epoch. */
export const Reason = z.discriminatedUnion('code', [
	z.object({ code: z.literal('blocked'), names: z.array(z.string()) }),
	z.object({ code: z.literal('awaiting-clarification') }),
	z.object({ code: z.literal('awaiting-approval') }),
	/** What of the change is guarded wants a tick of its own. `digest` is as much of it as is typed. */
	z.object({
		code: z.literal('awaiting-second-tick'),
		digest: z.string(),
		paths: z.array(z.string()),
		more: z.number(),
	}),
	z.object({ code: z.literal('awaiting-person'), detail: z.string() }),
	z.object({ code: z.literal('budget-reached'), spentUsd: z.number(), maxUsd: z.number() }),
	/** What may be spent within a day is spent. `untilMs`: when the next day begins. */
	z.object({
		code: z.literal('day-cap'),
		scope: z.enum(['project', 'installation', 'author']),
		spentUsd: z.number(),
		maxUsd: z.number(),
		untilMs: z.number(),
	}),
	z.object({ code: z.literal('limit-reached'), limit: z.string(), running: z.number(), max: z.number() }),
	z.object({ code: z.literal('no-idle-worker'), workers: z.number() }),
	z.object({ code: z.literal('merge-lane-busy'), name: z.string() }),
	z.object({ code: z.literal('backing-off'), untilMs: z.number(), attempt: z.number(), because: z.string() }),
	z.object({ code: z.literal('usage-limit'), untilMs: z.number() }),
	/** The model's provider fails or cannot be reached. `sinceMs`: when it first did not answer this card. */
	z.object({
		code: z.literal('provider-down'),
		sinceMs: z.number(),
		untilMs: z.number(),
		detail: z.string(),
	}),
	z.object({
		code: z.literal('paused'),
		/**
		 * What was paused; `tag`: the card itself, on its board; `untracked`: nobody did it, the project is not looked after.
		 * `gid` names the project or the card.
		 */
		scope: z.enum(['all', 'project', 'card', 'tag', 'untracked']),
		gid: z.string(),
		by: z.string(),
	}),
	z.object({ code: z.literal('quarantined'), because: z.string() }),
	z.object({ code: z.literal('not-permitted'), detail: z.string() }),
	z.object({ code: z.literal('unknown-agent'), agent: z.string() }),
	z.object({ code: z.literal('held-up'), because: z.string() }),
	z.object({ code: z.literal('starting') }),
	z.object({ code: z.literal('updating-board') }),
	/** A person has just said something and may go on. */
	z.object({ code: z.literal('listening') }),
]);
export type Reason = z.infer<typeof Reason>;

const clock = new Intl.DateTimeFormat('en-GB', {
	day: 'numeric',
	month: 'short',
	hour: '2-digit',
	minute: '2-digit',
	second: '2-digit',
	timeZoneName: 'short',
});

/** A moment for people, in this machine's time zone, which is named: “28 Nov, 16:28:23 UTC”. Milliseconds since the epoch. */
export function describeTime(ms: number): string {
	return clock.format(ms);
}

/** The one wording of a reason: on the card, in `aegis status` and in the dashboard. */
export function describeReason(reason: Reason): string {
	switch (reason.code) {
		case 'blocked':
			return `Blocked by ${reason.names.map((name) => `“${name}”`).join(', ')}`;
		case 'awaiting-clarification':
			return 'Awaiting clarification: answer the questions in a comment';
		case 'awaiting-approval':
			return 'Awaiting approval: set Merge Approval to Approved';
		case 'awaiting-second-tick': {
			const more = reason.more === 0 ? '' : ` and ${reason.more} more`;
			return `Awaiting a second tick for guarded paths (${reason.paths.join(', ')}${more}): comment “Approve guarded ${reason.digest}”`;
		}
		case 'awaiting-person':
			return `Awaiting a person: ${reason.detail}`;
		case 'budget-reached':
			return `Budget reached: $${reason.spentUsd.toFixed(2)} of $${reason.maxUsd.toFixed(2)} spent; raise Max Cost to go on`;
		case 'day-cap':
			return describeDayCap(reason);
		case 'limit-reached':
			return `Limit reached: ${reason.limit} (${reason.running}/${reason.max})`;
		case 'no-idle-worker':
			return reason.workers === 0 ? 'No worker is alive' : `No idle worker (${reason.workers} busy)`;
		case 'merge-lane-busy':
			return `Merge lane busy with “${reason.name}”`;
		case 'backing-off':
			return `Backing off until ${describeTime(reason.untilMs)} after attempt ${reason.attempt}: ${reason.because}`;
		case 'usage-limit':
			return `Usage limit until ${describeTime(reason.untilMs)}`;
		case 'provider-down':
			return `The model’s provider does not answer since ${describeTime(reason.sinceMs)}; next try ${describeTime(reason.untilMs)} (${reason.detail})`;
		case 'paused':
			return describePause(reason);
		case 'quarantined':
			return `Quarantined: ${reason.because}`;
		case 'not-permitted':
			return `Not permitted: ${reason.detail}`;
		case 'unknown-agent':
			return `Unknown agent “${reason.agent}”: choose ${agentNames.slice(0, -1).join(', ')} or ${agentNames.at(-1)}`;
		case 'held-up':
			return `Held up: ${reason.because}`;
		case 'starting':
			return 'Starting';
		case 'updating-board':
			return 'Updating the board';
		case 'listening':
			return 'Waiting a few seconds, in case another comment follows';
	}
}

/** The reasons that only a person can end, and what there is to do about them on a board without fields. */
const calls: readonly (readonly [pattern: RegExp, words: string])[] = [
	[/^Awaiting approval: .*$/s, 'Awaiting approval: answer “Approved” in a comment'],
	[
		/^(Budget reached: .*); raise .*$/s,
		'$1; raise it with a tag max-cost:… or a line “Max Cost: …” to go on',
	],
	[/^(Unknown agent .*): choose .*$/s, '$1: name one that there is in a tag agent:…'],
	[
		/^(?:Awaiting a second tick .*|(?:Awaiting clarification|Awaiting a person|Quarantined|Not permitted): .*)$/s,
		'$&',
	],
];

/** What a person is to be told, in the words of a board without fields; null for what passes by itself. */
export function callPerson(described: string): string | null {
	const call = calls.find(([pattern]) => pattern.test(described));
	return call === undefined ? null : described.replace(...call);
}

const dayCaps = {
	project: ['this project', 'limits.usd_per_day'],
	installation: ['all projects', 'AEGIS_MAX_USD_PER_DAY'],
	author: ['who put this card here', 'limits.author_usd_per_day'],
} as const;

function describeDayCap({ scope, spentUsd, maxUsd, untilMs }: Extract<Reason, { code: 'day-cap' }>): string {
	const [whose, setting] = dayCaps[scope];
	return `Spent for today: $${spentUsd.toFixed(2)} of $${maxUsd.toFixed(2)} a day of ${whose}; goes on ${describeTime(untilMs)}, or raise ${setting}`;
}

function describePause({ scope, gid, by }: Extract<Reason, { code: 'paused' }>): string {
	switch (scope) {
		case 'all':
			return `Paused by ${by}, with everything: \`aegis resume\` goes on`;
		case 'project':
			return `Paused by ${by}, with its project: \`aegis resume --project ${gid}\` goes on`;
		case 'card':
			return `Paused by ${by}: \`aegis resume ${gid}\` goes on`;
		case 'untracked':
			return `Parked: its project ${gid} has left the portfolio or projects.json; it goes on when it is back`;
		case 'tag':
			return 'Paused by a tag: remove the tag Paused to go on';
	}
}
