/** The lines git puts around both sides. Seven `=` are none by themselves: so a heading is underlined. */
const mark = /^(?:<{7}|>{7})(?:[ \t].*)?\r?$/gm;

export function countMarks(text: string): number {
	return text.match(mark)?.length ?? 0;
}

/** The same for git's own search. */
export const markPattern = '^(<<<<<<<|>>>>>>>)([[:space:]]|$)';
