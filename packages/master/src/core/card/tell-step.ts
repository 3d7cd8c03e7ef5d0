import type { AgentName, RunKey } from '@aegis/shared/domain';
import type { NewEffect } from '@aegis/shared/effects';
import type { PauseTarget } from '@aegis/shared/messages';
import { maxCostOf } from '../person/permission.ts';
import type { CardState } from './card-state.ts';
import type { Step } from './effects.ts';
import type { ProjectSettings } from './settings.ts';

/** What a step of a card is in the log of effects. */
export function tellStep(before: CardState | null, [next, effects]: Step<CardState>): NewEffect[] {
	const card = next.gid;
	const told: NewEffect[] = [];
	if (next.epoch !== (before?.epoch ?? 0)) told.push({ kind: 'epoch', card, epoch: next.epoch });
	// Commands move the card's place later: what differs here, somebody else did.
	if (before !== null && standsElsewhere(before, next))
		told.push({ kind: 'person', card, section: next.present ? next.place.section : null });
	if (next.approval !== null && next.approval !== before?.approval)
		told.push({ kind: 'approve', card, head: next.approval.head });
	if (isQuarantined(next) && (before === null || !isQuarantined(before)))
		told.push({ kind: 'quarantined', card });
	if (before !== null && before.losses.length > 0 && next.losses.length === 0)
		told.push({ kind: 'pardoned', card });
	for (const effect of effects)
		if (effect.type === 'cancel') told.push({ kind: 'cancel', card, run: effect.run.runId, why: effect.why });
	return told;
}

/** What the start of a run is in the log: the money reserved and, for a merge, what permits it. */
export function tellStart(
	state: CardState,
	{ runId: run, epoch }: RunKey,
	{ agent, budgetUsd }: { readonly agent: AgentName; readonly budgetUsd: number },
	settings: ProjectSettings,
): NewEffect[] {
	const card = state.gid;
	const { spentUsd, approval } = state;
	const capUsd = maxCostOf(state, settings);
	const project = state.projectGid;
	const reserve: NewEffect = {
		kind: 'reserve',
		card,
		run,
		epoch,
		usd: budgetUsd,
		spentUsd,
		capUsd,
		project,
	};
	if (agent !== 'Merger') return [reserve];
	const approved = approval !== null && approval.head === state.branchHead;
	return [
		reserve,
		{ kind: 'permit', card, run, epoch, head: approved ? approval.head : null, auto: !approved },
	];
}

/** A person's pause, set or lifted. */
export function tellPause(target: PauseTarget, on: boolean): NewEffect {
	const card = target.scope === 'card' ? target.gid : '';
	return {
		kind: 'pause',
		card,
		target: target.scope === 'all' ? 'all' : `${target.scope}/${target.gid}`,
		on,
	};
}

function standsElsewhere(before: CardState, next: CardState): boolean {
	return (
		before.present !== next.present ||
		before.place.section !== next.place.section ||
		before.place.completed !== next.place.completed
	);
}

function isQuarantined({ hold }: CardState): boolean {
	return hold?.reason.code === 'quarantined';
}
