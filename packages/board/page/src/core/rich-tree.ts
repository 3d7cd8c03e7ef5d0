import { parseHtml } from '../../../src/core/html-text.ts';

export type RichNode =
	| string
	| {
			readonly name: string;
			readonly attributes: Readonly<Record<string, string>>;
			readonly children: readonly RichNode[];
	  };

/** Asana's rich text as a tree of what it allows; undefined where it is nothing but words, or no rich text at all. */
export function toTree(html: string): readonly RichNode[] | undefined {
	try {
		const root: RichNode[] = [];
		const open: RichNode[][] = [root];
		let marked = false;
		for (const token of parseHtml('html', html)) {
			if (token.kind === 'text') open.at(-1)?.push(token.text);
			else if (token.kind === 'close') open.pop();
			else {
				if (token.name !== 'body') marked = true;
				const children: RichNode[] = [];
				open.at(-1)?.push({ name: token.name, attributes: token.attributes, children });
				if (!token.empty) open.push(children);
			}
		}
		return marked ? root : undefined;
	} catch {
		// What the server lets in is well-formed; anything else is shown as the plain words beside it.
		return undefined;
	}
}
