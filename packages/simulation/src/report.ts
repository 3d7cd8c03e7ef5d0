import type { Effect } from '@aegis/shared/effects';
import type { Outcome } from './simulate.ts';

const lastEffects = 40;

/** What was broken, how to see it again, and what had happened to the card until then. */
export function describeViolation(
	{ seed, effects, violations }: Outcome,
	options: { readonly steps: number; readonly missing: string | null },
): string {
	const [first] = violations;
	if (first === undefined) return '';
	const story = effects
		.slice(0, first.index + 1)
		.filter((effect) => effect.card === first.effect.card || effect.card === '')
		.slice(-lastEffects);
	const without = options.missing === null ? '' : ` --without ${options.missing}`;
	return [
		`seed ${seed} breaks ${first.promise}: ${first.what}`,
		...story.map(describeEffect),
		`replay: pnpm simulate --seeds 1 --from ${seed} --steps ${options.steps}${without}`,
		'',
	].join('\n');
}

function describeEffect({ at, kind, card, ...rest }: Effect): string {
	const details = Object.entries(rest).map(([name, value]) => `${name} ${String(value)}`);
	return `  ${(at / 1_000).toFixed(3).padStart(9)} s  ${card}  ${kind.padEnd(10)} ${details.join(', ')}`;
}
