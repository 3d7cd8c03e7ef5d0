import { Fragment, memo, type ReactNode } from 'react';
import { toTree, type RichNode } from '../core/rich-tree.ts';
import { Link, Markdown } from './markdown.tsx';

/** A description or comment: as rich text where it is more than words, else as the Markdown people type. */
export const RichText = memo(({ html, text }: { readonly html: string; readonly text: string }) => {
	const tree = toTree(html);
	if (tree === undefined) return <Markdown text={text} />;
	return <div className="prose rich">{nodes(tree)}</div>;
});

function nodes(list: readonly RichNode[]): ReactNode {
	return list.map((node, index) => (
		<Fragment key={index}>{typeof node === 'string' ? node : element(node)}</Fragment>
	));
}

function element({ name, attributes, children }: Exclude<RichNode, string>): ReactNode {
	const inner = nodes(children);
	switch (name) {
		case 'strong':
		case 'em':
		case 'u':
		case 's':
		case 'code':
		case 'ol':
		case 'ul':
		case 'li':
		case 'blockquote': {
			const Tag = name;
			return <Tag>{inner}</Tag>;
		}
		case 'pre':
			return <pre tabIndex={0}>{inner}</pre>;
		case 'h1':
			return <h4>{inner}</h4>;
		case 'h2':
			return <h5>{inner}</h5>;
		case 'hr':
			return <hr />;
		case 'a':
			return <Link href={attributes['href'] ?? ''}>{children.length > 0 ? inner : attributes['href']}</Link>;
		case 'table':
			return (
				<div className="table" tabIndex={0} role="group" aria-label="Table">
					<table>
						<tbody>{inner}</tbody>
					</table>
				</div>
			);
		case 'tr':
			return <tr>{inner}</tr>;
		case 'td':
			return <td>{inner}</td>;
		default:
			return inner;
	}
}
