/** A word as bash and zsh take it literally. */
export function quote(text: string): string {
	return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
