import type { Rule } from './rule.ts';

/** By then an agent that a pause concerns is stopped, wherever it runs: its lease is not renewed. Milliseconds. */
const stopMs = 30_000;

/** P9: under a person's pause nothing is started, and what ran is told to stop and does. */
export function pausesHold(): Rule {
	const since = new Map<string, number>();
	const cancelled = new Set<string>();
	const projects = new Map<string, string | undefined>();
	return (effect) => {
		switch (effect.kind) {
			case 'pause':
				if (!effect.on) since.delete(effect.target);
				else if (!since.has(effect.target)) since.set(effect.target, effect.at);
				return null;
			case 'reserve':
				projects.set(effect.card, effect.project);
				return findPause(effect.card) === null ? null : 'a run is started on a paused card';
			case 'cancel':
				cancelled.add(effect.run);
				return null;
			case 'settle':
				return findPause(effect.card) === null || cancelled.has(effect.run)
					? null
					: 'a run went on to its end under a pause';
			case 'turn': {
				const at = findPause(effect.card);
				return at !== null && effect.at - at > stopMs
					? `an agent still works ${Math.round((effect.at - at) / 1_000)} s after its card was paused`
					: null;
			}
			default:
				return null;
		}
	};

	/** Since when the card is paused. */
	function findPause(card: string): number | null {
		const project = projects.get(card);
		const times = ['all', `card/${card}`, ...(project === undefined ? [] : [`project/${project}`])].flatMap(
			(target) => since.get(target) ?? [],
		);
		return times.length === 0 ? null : Math.min(...times);
	}
}
