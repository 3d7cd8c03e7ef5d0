import type { Effect, ReadEffects } from '@aegis/shared/effects';
import { judgeMainHistory, type JudgedMain, type MainLine } from '../core/main-history.ts';

/** Every project's main against what was told of landings and of cards' branches. */
export function judgeMains(
	mains: readonly { readonly lines: readonly MainLine[]; readonly protectedMain: boolean }[],
	effects: readonly Effect[],
): JudgedMain {
	const merged = effects.flatMap((effect) =>
		effect.kind === 'merge' && effect.mainAfter !== undefined ? [effect.mainAfter] : [],
	);
	const work = new Set(effects.flatMap((effect) => (effect.kind === 'commit' ? [effect.head] : [])));
	const judged = mains.map(({ lines, protectedMain }) => {
		const known = new Set(lines.flatMap(({ commits }) => commits.map(({ sha }) => sha)));
		// Which project a landing was in, the log does not say: where there is one, it was that.
		const landed = new Set(mains.length === 1 ? merged : merged.filter((sha) => known.has(sha)));
		return judgeMainHistory(lines, { landed, work, protectedMain });
	});
	return {
		violations: judged.flatMap(({ violations }) => violations),
		beside: judged.flatMap(({ beside }) => beside),
	};
}

/** What is wrong with the records themselves: their links, and the ends that the master remembers. */
export function judgeLogs(
	logs: readonly ReadEffects[],
	heads: ReadonlyMap<string, string>,
	masterChain: string | null,
): string[] {
	const [own] = logs;
	return [
		...logs.flatMap(({ broken }) =>
			broken.map(({ service, what }) => `the log of ${service} was altered: ${what}`),
		),
		...[...heads]
			.filter(([, link]) => own?.links.has(link) === false)
			.map(([service]) => `the log of ${service} does not hold the newest record the master saw in it`),
		...(masterChain === null ? [] : [`the master’s own records were altered: ${masterChain}`]),
	];
}
