import type { RichNode } from './rich-tree.ts';

/** Rich text as the Markdown that means the same, to go on writing. */
export function toMarkdown(tree: readonly RichNode[]): string {
	return write(tree, '')
		.replaceAll(/\n{3,}/g, '\n\n')
		.trim();
}

function write(nodes: readonly RichNode[], indent: string): string {
	return nodes.map((node) => (typeof node === 'string' ? node : writeElement(node, indent))).join('');
}

function writeElement({ name, attributes, children }: Exclude<RichNode, string>, indent: string): string {
	const inner = write(children, indent);
	switch (name) {
		case 'strong':
			return `**${inner}**`;
		case 'em':
			return `*${inner}*`;
		case 's':
			return `~~${inner}~~`;
		case 'code':
			return `\`${inner}\``;
		case 'pre':
			return `\n\`\`\`\n${inner.replace(/\n$/, '')}\n\`\`\`\n`;
		case 'h1':
			return `\n# ${inner}\n`;
		case 'h2':
			return `\n## ${inner}\n`;
		case 'hr':
			return '\n---\n';
		case 'blockquote':
			return `\n${inner.replaceAll(/^/gm, '> ')}\n`;
		case 'ul':
		case 'ol':
			return writeList(name, children, indent);
		case 'a':
			return children.length === 0 ? (attributes['href'] ?? '') : `[${inner}](${attributes['href'] ?? ''})`;
		case 'tr':
			return `${inner}|\n`;
		case 'td':
			return `| ${inner} `;
		case 'table':
			return `\n${inner}`;
		default:
			return inner;
	}
}

function writeList(kind: 'ul' | 'ol', children: readonly RichNode[], indent: string): string {
	const items = children.filter((node) => typeof node !== 'string');
	const lines = items.map((item, index) => {
		const mark = kind === 'ol' ? `${index + 1}.` : '-';
		return `\n${indent}${mark} ${write(item.children, `${indent}  `)}`;
	});
	return `${lines.join('')}${indent === '' ? '\n' : ''}`;
}
