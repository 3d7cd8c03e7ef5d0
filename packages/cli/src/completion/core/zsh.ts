import type { Candidate, Place } from './places.ts';
import { quote, stepTo } from './posix.ts';

/** The completion of zsh, with what each word means; complete in itself. */
export function writeZsh(places: readonly Place[]): string {
	return `#compdef aegis
# Completion of aegis for zsh, after compinit: source <(aegis completion zsh)
_aegis() {
	local at='' word
	local -a nouns flags
	for word in "\${(@)words[2,CURRENT-1]}"; do
		case "$at $word" in
		${places.flatMap(stepTo).join(' | ')}) at="\${at:+$at }$word" ;;
		esac
	done
	case $at in
${places.map(({ at, words, flags }) => `\t${quote(at)}) nouns=(${listOf(words)}) flags=(${listOf(flags)}) ;;`).join('\n')}
	esac
	_describe word nouns
	_describe -o option flags
}
compdef _aegis aegis
`;
}

/** A colon parts a word from its meaning. */
function listOf(candidates: readonly Candidate[]): string {
	return candidates
		.map(({ word, means }) => quote(`${word.replaceAll(':', String.raw`\:`)}:${means}`))
		.join(' ');
}
