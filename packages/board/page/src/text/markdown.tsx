import { lexer, type Token, type Tokens } from 'marked';
import { Fragment, memo, type ReactNode } from 'react';
import { safeLink } from '../core/safe-link.ts';

/** Text as people write it, shown as they mean it. Its tokens become elements: nothing of it is ever read as HTML. */
export const Markdown = memo(({ text }: { readonly text: string }) => (
	<div className="prose">{blocks(lexer(text, { gfm: true, breaks: true }))}</div>
));

function blocks(tokens: readonly Token[]): ReactNode {
	return tokens.map((token, index) => <Fragment key={index}>{block(token as Tokens.Generic)}</Fragment>);
}

function block(token: Tokens.Generic): ReactNode {
	switch (token.type) {
		case 'space':
		case 'def':
			return null;
		case 'heading':
			return heading(token as Tokens.Heading);
		case 'paragraph':
			return <p>{inlines(token)}</p>;
		case 'text':
			return inlines(token);
		case 'code':
			return (
				<pre tabIndex={0}>
					<code>{token['text']}</code>
				</pre>
			);
		case 'blockquote':
			return <blockquote>{blocks(token.tokens ?? [])}</blockquote>;
		case 'hr':
			return <hr />;
		case 'list':
			return list(token as Tokens.List);
		case 'table':
			return table(token as Tokens.Table);
		default:
			return <p>{token.raw}</p>;
	}
}

/** Headings inside a card are below the card's own. */
function heading({ depth, tokens }: Tokens.Heading): ReactNode {
	const inner = inline(tokens);
	return depth <= 1 ? <h4>{inner}</h4> : depth === 2 ? <h5>{inner}</h5> : <h6>{inner}</h6>;
}

function list({ ordered, start, items }: Tokens.List): ReactNode {
	const entries = items.map((item, index) => (
		<li key={index} className={item.task ? 'task' : undefined}>
			{item.task && (
				<span role="img" aria-label={item.checked === true ? 'done' : 'not done'}>
					{item.checked === true ? '✓ ' : '– '}
				</span>
			)}
			{blocks(item.tokens.filter(({ type }) => type !== 'checkbox'))}
		</li>
	));
	return ordered ? <ol start={start === '' ? 1 : start}>{entries}</ol> : <ul>{entries}</ul>;
}

function table({ header, rows }: Tokens.Table): ReactNode {
	return (
		<div className="table" tabIndex={0} role="group" aria-label="Table">
			<table>
				<thead>
					<tr>
						{header.map((cell, index) => (
							<th key={index}>{inline(cell.tokens)}</th>
						))}
					</tr>
				</thead>
				<tbody>
					{rows.map((row, index) => (
						<tr key={index}>
							{row.map((cell, column) => (
								<td key={column}>{inline(cell.tokens)}</td>
							))}
						</tr>
					))}
				</tbody>
			</table>
		</div>
	);
}

function inlines(token: Tokens.Generic): ReactNode {
	return token.tokens ? inline(token.tokens) : (token['text'] as string);
}

function inline(tokens: readonly Token[]): ReactNode {
	return tokens.map((token, index) => <Fragment key={index}>{span(token as Tokens.Generic)}</Fragment>);
}

function span(token: Tokens.Generic): ReactNode {
	switch (token.type) {
		case 'strong':
			return <strong>{inlines(token)}</strong>;
		case 'em':
			return <em>{inlines(token)}</em>;
		case 'del':
			return <s>{inlines(token)}</s>;
		case 'codespan':
			return <code>{token['text']}</code>;
		case 'br':
			return <br />;
		case 'link':
			return <Link href={String(token['href'])}>{inlines(token)}</Link>;
		case 'image':
			// A picture from elsewhere would tell its server who reads the card: a link says where it is.
			return (
				<Link href={String(token['href'])}>{`picture: ${String(token['text']) || 'from elsewhere'}`}</Link>
			);
		case 'text':
			return inlines(token);
		case 'escape':
			return token['text'] as string;
		default:
			return token.raw;
	}
}

/** A link where it leads to a page or an address; else its words alone. */
export function Link({ href, children }: { readonly href: string; readonly children: ReactNode }): ReactNode {
	const url = safeLink(href);
	if (url === undefined) return children;
	return (
		<a href={url} target="_blank" rel="noreferrer noopener">
			{children}
		</a>
	);
}
