/** How deep imports may import, as the CLI itself does it. */
export const importDepth = 5;

/**
 * The files a text of instructions imports: `@path` at the start of a word, outside of code, as the coding CLI reads its
 * own memory files (code.claude.com/docs/en/memory). In the order they stand there, each once.
 */
export function findImports(text: string): string[] {
	const prose = text
		.replaceAll(/^(```|~~~)[^]*?^\1/gm, '')
		.replaceAll(/(`+)[^`]*?\1/g, '')
		.replaceAll(/<!--[^]*?-->/g, '');
	const found = [...prose.matchAll(/(?<=^|\s)@([^\s`@]+)/gm)].map(([, path = '']) =>
		path.replace(/[.,;:!?)\]]+$/, ''),
	);
	return [...new Set(found.filter((path) => path !== ''))];
}

/** Where an import leads within the repository, seen from the file it stands in; null where it leads out of it. */
export function resolveImport(from: string, path: string): string | null {
	if (/^[~/\\]/.test(path) || /^[A-Za-z]:/.test(path)) return null;
	const parts = from.split('/').slice(0, -1);
	for (const part of path.split('/')) {
		if (part === '' || part === '.') continue;
		if (part !== '..') parts.push(part);
		else if (parts.pop() === undefined) return null;
	}
	return parts.length === 0 ? null : parts.join('/');
}
