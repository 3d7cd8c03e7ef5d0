import { text as readAll } from 'node:stream/consumers';
import { agentNames, isAgentName, type AgentName } from '@aegis/shared/domain';
import { AegisError } from '@aegis/shared/errors';
import type { Context } from '../context.ts';
import { formatUsd } from '../output/table.ts';
import { act } from './act.ts';
import { requireCard } from './order.ts';

/** What a person says on a card: the answer to its questions where it asks. `-` reads stdin. */
export async function commentOn(context: Context, gid: string, given: string): Promise<number> {
	const text = await requireText(given);
	const card = await requireCard(context, gid);
	const receipt = await act(context, gid, { kind: 'comment', text });
	context.terminal.out(`${receipt.text} (“${card.name}”)`);
	return 0;
}

/** Approves the merge of the commit that the card shows now. Throws ORDER_REFUSED where the card asks for none. */
export async function approveMerge(
	context: Context,
	gid: string,
	{ commit }: { readonly commit?: string },
): Promise<number> {
	const card = await requireCard(context, gid);
	const head = commit ?? card.head;
	const receipt = await act(context, gid, { kind: 'approve', head });
	context.terminal.out(`${receipt.text} (“${card.name}”, commit ${head?.slice(0, 10) ?? 'unknown'})`);
	context.terminal.note(`Next: \`aegis task wait ${gid}\` until it is merged.`);
	return 0;
}

/** Sends a card back to the Worker with what is wrong. */
export async function rejectWork(context: Context, gid: string, given: string): Promise<number> {
	const text = await requireText(given);
	const card = await requireCard(context, gid);
	const receipt = await act(context, gid, { kind: 'send-back', text });
	context.terminal.out(`${receipt.text} (“${card.name}”)`);
	return 0;
}

/** Begins a stage of a card afresh: the one it is at, or the one that is named. */
export async function retryCard(
	context: Context,
	gid: string,
	{ agent: wanted }: { readonly agent?: string },
): Promise<number> {
	const card = await requireCard(context, gid);
	const receipt = await act(context, gid, { kind: 'retry', agent: chooseAgent(wanted, card) });
	context.terminal.out(`${receipt.text} (“${card.name}”)`);
	return 0;
}

function chooseAgent(
	wanted: string | undefined,
	card: { readonly agent: string | null; readonly runs: readonly { readonly agent: string }[] },
): AgentName {
	if (wanted !== undefined) {
		const named = agentNames.find((name) => name.toLowerCase() === wanted.toLowerCase());
		if (named !== undefined) return named;
		throw new AegisError('AGENT_UNKNOWN', `There is no agent ${wanted}.`, {
			fix: `Name one of ${agentNames.join(', ')}.`,
			exitCode: 2,
		});
	}
	const last = [card.agent, card.runs.at(-1)?.agent].find((name) => isAgentName(name ?? null));
	return isAgentName(last ?? null) ? (last as AgentName) : 'Triage';
}

/** Sets what a card may cost in all, in US dollars; a card that waits for it goes on. */
export async function setBudget(context: Context, gid: string, maxCostUsd: number): Promise<number> {
	const card = await requireCard(context, gid);
	const receipt = await act(context, gid, { kind: 'budget', maxCostUsd });
	const spent = `${formatUsd(card.costUsd)} of ${formatUsd(card.maxCostUsd)} were spent`;
	context.terminal.out(`${receipt.text} (“${card.name}”, ${spent})`);
	return 0;
}

async function requireText(given: string): Promise<string> {
	const text = (given === '-' ? await readAll(process.stdin) : given).trim();
	if (text !== '') return text;
	throw new AegisError('TEXT_MISSING', 'There is nothing to say.', {
		fix: 'Write it in quotation marks after the gid, or give - and write it to stdin.',
		exitCode: 2,
	});
}
