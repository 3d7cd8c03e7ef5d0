import type { Rule } from './rule.ts';

/** P5: a merge uses up one approval, and merges the very commit it was given for; unless the project asks for none. */
export function mergesAreApproved(): Rule {
	const approvals = new Map<string, string | null>();
	const free = new Set<string>();
	const landed = new Set<string>();
	return (effect) => {
		if (effect.kind === 'approve') approvals.set(effect.card, effect.head);
		if (effect.kind === 'permit' && effect.auto) free.add(effect.run);
		if (effect.kind !== 'merge') return null;
		// The same step of main, told twice: by who made it and by who found it made.
		if (effect.mainAfter !== undefined && landed.has(effect.mainAfter)) return null;
		landed.add(effect.mainAfter ?? '');
		if (effect.auto ?? free.has(effect.run)) return null;
		const approved = approvals.get(effect.card);
		approvals.delete(effect.card);
		if (approved === undefined) return 'a merge without an approval of its own';
		// Null: the branch was left by a run that could not tell its head, and the worker looked for itself.
		return approved === null || approved === effect.head
			? null
			: `${approved} was approved, ${effect.head} was merged`;
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
