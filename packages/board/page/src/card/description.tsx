import { useState, type ReactNode } from 'react';
import { editCard } from '../api/actions.ts';
import { toMarkdown } from '../core/rich-markdown.ts';
import { toTree } from '../core/rich-tree.ts';
import { RichText } from '../text/rich.tsx';
import type { Detail } from './use-card.ts';

/** What the card is about: Markdown to write, shown as it is meant. */
export function Description({ gid, detail }: { readonly gid: string; readonly detail: Detail }): ReactNode {
	const [draft, setDraft] = useState<{ text: string; from: string } | null>(null);
	const { notes, html_notes: html } = detail;
	const edit = (): void => {
		const tree = toTree(html);
		setDraft({ text: tree === undefined ? notes : toMarkdown(tree), from: html });
	};
	const save = async (): Promise<void> => {
		if (draft && (await editCard(gid, { notes: draft.text.trim() }))) setDraft(null);
	};
	return (
		<section aria-labelledby="description">
			<h3 id="description">
				Description
				{draft === null && (
					<button type="button" className="quiet-button" onClick={edit}>
						Edit
					</button>
				)}
			</h3>
			{draft === null ? (
				notes.trim() === '' ? (
					<button type="button" className="write" onClick={edit}>
						Say what should be so when it is done…
					</button>
				) : (
					<RichText html={html} text={notes} />
				)
			) : (
				<form
					onSubmit={(event) => {
						event.preventDefault();
						void save();
					}}
				>
					{draft.from !== html && (
						<p className="warn">Somebody changed the description meanwhile: saving replaces it.</p>
					)}
					<textarea
						autoFocus
						aria-label="Description"
						rows={10}
						value={draft.text}
						onChange={(event) => setDraft({ ...draft, text: event.target.value })}
						onKeyDown={(event) => {
							if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save();
							if (event.key !== 'Escape') return;
							event.stopPropagation();
							if (draft.text === notes) setDraft(null);
						}}
					/>
					<div className="actions">
						<button type="submit" className="button primary">
							Save
						</button>
						<button type="button" className="button" onClick={() => setDraft(null)}>
							Cancel
						</button>
					</div>
				</form>
			)}
		</section>
	);
}
