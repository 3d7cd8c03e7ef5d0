import { useState, type ReactNode } from 'react';
import { attach, comment } from '../api/actions.ts';
import type { Board, Card } from '../core/board.ts';
import { findField, textOf } from '../core/fields.ts';
import { formatAgo } from '../core/wording.ts';
import { useStore } from '../live/state.ts';
import { RichText } from '../text/rich.tsx';
import { useStories, type Story } from './use-card.ts';

interface TalkProps {
	readonly card: Card;
	readonly board: Board;
}

/** What was said on the card, newest first, with the place to say more on top; what happened to it, on request. */
export function Talk({ card, board }: TalkProps): ReactNode {
	const [kind, setKind] = useState<'comments' | 'all'>('comments');
	const [whole, setWhole] = useState(false);
	const found = useStories(card.gid, kind, whole);
	return (
		<section className="talk" aria-labelledby="talk">
			<h3 id="talk">
				Conversation
				<button
					type="button"
					className="quiet-button"
					aria-pressed={kind === 'all'}
					onClick={() => setKind(kind === 'all' ? 'comments' : 'all')}
				>
					{kind === 'all' ? 'Comments only' : 'Everything that happened'}
				</button>
			</h3>
			<Composer card={card} board={board} />
			{found?.stories.map((story) => (
				<StoryItem key={story.gid} story={story} />
			))}
			{found?.more && (
				<button type="button" className="button" onClick={() => setWhole(true)}>
					Show earlier
				</button>
			)}
		</section>
	);
}

function Composer({ card, board }: TalkProps): ReactNode {
	const [text, setText] = useState('');
	const [busy, setBusy] = useState(false);
	const column = board.frame.columns.find(({ gid }) => gid === card.section)?.name ?? '';
	const asked = /clarification/i.test(column) && findField(board.frame, 'status') !== undefined;
	const running = textOf(findField(board.frame, 'status'), card) === 'Running';
	const send = async (): Promise<void> => {
		if (text.trim() === '' || busy) return;
		setBusy(true);
		if (await comment(card.gid, text.trim(), asked)) setText('');
		setBusy(false);
	};
	return (
		<form
			className="composer"
			onSubmit={(event) => {
				event.preventDefault();
				void send();
			}}
		>
			<textarea
				id="comment"
				rows={2}
				aria-label="Comment"
				placeholder={
					asked ? 'Answer Aegis…' : running ? 'Say something to who works on it…' : 'Write a comment…'
				}
				value={text}
				onChange={(event) => setText(event.target.value)}
				onPaste={(event) => {
					const files = [...event.clipboardData.files];
					if (files.length === 0) return;
					event.preventDefault();
					void attach(card.gid, files);
				}}
				onKeyDown={(event) => {
					if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send();
					if (event.key !== 'Escape') return;
					event.stopPropagation();
					event.currentTarget.blur();
				}}
			/>
			<div className="actions">
				<button
					type="submit"
					className="button primary"
					disabled={busy || text.trim() === ''}
					title="Ctrl+Enter"
				>
					{asked ? 'Answer' : 'Comment'}
				</button>
			</div>
		</form>
	);
}

function StoryItem({ story }: { readonly story: Story }): ReactNode {
	const bot = useStore((state) => state.bot);
	const at = new Date(story.created_at);
	const author = story.created_by?.name ?? 'Somebody';
	const when = (
		<time dateTime={story.created_at} title={at.toLocaleString()}>
			{formatAgo(at.getTime(), Date.now())}
		</time>
	);
	if (story.type === 'system') {
		return (
			<p className="story system">
				{author} {story.text} · {when}
			</p>
		);
	}
	return (
		<article
			className={story.created_by?.gid === bot ? 'story aegis' : 'story'}
			aria-label={`Comment by ${author}`}
		>
			<footer>
				<strong>{author}</strong> {when}
				{story.is_edited && ' · edited'}
			</footer>
			<RichText html={story.html_text} text={story.text} />
		</article>
	);
}
