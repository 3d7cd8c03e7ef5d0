import type { Rule } from './effect.ts';

/** P5: a merge uses up one approval, and merges the very commit it was given for. */
export function mergesAreApproved(): Rule {
	const approvals = new Map<string, string>();
	return (effect) => {
		if (effect.kind === 'approve') approvals.set(effect.card, effect.head);
		if (effect.kind !== 'merge' || effect.auto) return null;
		const approved = approvals.get(effect.card);
		approvals.delete(effect.card);
		if (approved === undefined) return 'a merge without an approval of its own';
		return approved === effect.head ? null : `${approved} was approved, ${effect.head} was merged`;
	};
}

/** P6: main moves only to a tree that was tested. */
export function mainIsTested(): Rule {
	const tested = new Set<string>();
	return (effect) => {
		if (effect.kind === 'tested') tested.add(effect.tree);
		return effect.kind === 'merge' && !tested.has(effect.tree)
			? `main moved to ${effect.tree}, which nobody tested`
			: null;
	};
}
