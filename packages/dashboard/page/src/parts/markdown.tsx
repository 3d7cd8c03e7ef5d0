import { Fragment, type ReactNode } from 'react';
import { lexer, type Token, type Tokens } from 'marked';
import { Outside } from './outside.tsx';

/**
 * Markdown that a person or an agent wrote. Only the lexer of marked is used: its tokens become elements, so no text is
 * ever read as HTML. What is HTML in it is shown as it was typed; pictures are links, for a page of ours loads none.
 */
export function Markdown({ text }: { readonly text: string }) {
	return <div className="markdown">{blocks(lexer(text.slice(0, 100_000)))}</div>;
}

function blocks(tokens: readonly Token[]): ReactNode {
	return tokens.map((token, index) => <Fragment key={index}>{block(token)}</Fragment>);
}

function block(token: Token): ReactNode {
	switch (token.type) {
		case 'heading':
			return <p className="heading">{inline((token as Tokens.Heading).tokens)}</p>;
		case 'paragraph':
			return <p>{inline((token as Tokens.Paragraph).tokens)}</p>;
		case 'code':
			return (
				<pre>
					<code>{(token as Tokens.Code).text}</code>
				</pre>
			);
		case 'blockquote':
			return <blockquote>{blocks((token as Tokens.Blockquote).tokens)}</blockquote>;
		case 'list': {
			const { ordered, start, items } = token as Tokens.List;
			const rows = items.map((item, index) => (
				<li key={index}>
					{item.task && <span aria-hidden="true">{item.checked === true ? '☑ ' : '☐ '}</span>}
					{blocks(item.tokens)}
				</li>
			));
			return ordered ? <ol start={Number(start) || 1}>{rows}</ol> : <ul>{rows}</ul>;
		}
		case 'table': {
			const { header, rows } = token as Tokens.Table;
			return (
				<div className="scroll" tabIndex={0} role="group" aria-label="Table">
					<table>
						<thead>
							<tr>
								{header.map((cell, index) => (
									<th key={index}>{inline(cell.tokens)}</th>
								))}
							</tr>
						</thead>
						<tbody>
							{rows.map((row, line) => (
								<tr key={line}>
									{row.map((cell, index) => (
										<td key={index}>{inline(cell.tokens)}</td>
									))}
								</tr>
							))}
						</tbody>
					</table>
				</div>
			);
		}
		case 'hr':
			return <hr />;
		case 'space':
			return null;
		case 'text': {
			const { tokens, text } = token as Tokens.Text;
			return tokens === undefined ? text : inline(tokens);
		}
		default:
			return <p>{token.raw}</p>;
	}
}

function inline(tokens: readonly Token[]): ReactNode {
	return tokens.map((token, index) => <Fragment key={index}>{span(token)}</Fragment>);
}

function span(token: Token): ReactNode {
	switch (token.type) {
		case 'strong':
			return <strong>{inline((token as Tokens.Strong).tokens)}</strong>;
		case 'em':
			return <em>{inline((token as Tokens.Em).tokens)}</em>;
		case 'del':
			return <del>{inline((token as Tokens.Del).tokens)}</del>;
		case 'codespan':
			return <code>{(token as Tokens.Codespan).text}</code>;
		case 'br':
			return <br />;
		case 'link': {
			const { href, tokens } = token as Tokens.Link;
			return (
				<Outside url={href} instead={inline(tokens)}>
					{inline(tokens)}
				</Outside>
			);
		}
		case 'image': {
			const { href, text } = token as Tokens.Image;
			return (
				<Outside url={href} instead={text}>
					{text || 'picture'}
				</Outside>
			);
		}
		case 'escape':
			return (token as Tokens.Escape).text;
		case 'text': {
			const { tokens, text } = token as Tokens.Text;
			return tokens === undefined ? text : inline(tokens);
		}
		default:
			return token.raw;
	}
}
