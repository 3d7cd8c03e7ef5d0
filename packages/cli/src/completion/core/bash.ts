import type { Place } from './places.ts';
import { quote, stepTo } from './posix.ts';

/**
 * The completion of bash, complete in itself: it starts no program, so a press of Tab costs nothing, and it needs no
 * bash-completion package.
 */
export function writeBash(places: readonly Place[]): string {
	return `# Completion of aegis for bash: source <(aegis completion bash)
_aegis() {
	local at='' words='' i
	for ((i = 1; i < COMP_CWORD; i++)); do
		case "$at \${COMP_WORDS[i]}" in
		${places.flatMap(stepTo).join(' | ')}) at="\${at:+$at }\${COMP_WORDS[i]}" ;;
		esac
	done
	case $at in
${places.map(({ at, words, flags }) => `\t${quote(at)}) words=${quote([...words, ...flags].map(({ word }) => word).join(' '))} ;;`).join('\n')}
	esac
	# Not mapfile: the bash of macOS has none.
	COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _aegis aegis
`;
}
