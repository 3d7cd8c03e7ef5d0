import type { Place } from './places.ts';

/** The completion of fish, with what each word means; complete in itself. */
export function writeFish(places: readonly Place[]): string {
	const steps = places.filter(({ at }) => at !== '').map(({ at }) => quoteFish(at));
	return `# Completion of aegis for fish: aegis completion fish | source
function __aegis_at
	set -l at ''
	for word in (commandline -opc)[2..-1]
		set -l next (string trim -- "$at $word")
		contains -- $next ${steps.join(' ')}; and set at $next
	end
	test "$at" = "$argv[1]"
end
${places.flatMap(linesOf).join('\n')}
`;
}

function linesOf({ at, words, flags }: Place): readonly string[] {
	const here = `complete -c aegis -n ${quoteFish(`__aegis_at ${quoteFish(at)}`)}`;
	return [
		...words.map(({ word, means }) => `${here} -f -a ${quoteFish(word)} -d ${quoteFish(means)}`),
		...flags.map(({ word, means }) => `${here} -l ${quoteFish(word.slice(2))} -d ${quoteFish(means)}`),
	];
}

/** In fish's single quotes a backslash and a quote are written with a backslash before them. */
function quoteFish(text: string): string {
	return `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
}
