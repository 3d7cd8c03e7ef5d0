import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { CardDetailView } from '@aegis/shared/api/views';
import { api } from '../data/api.ts';
import { Sure, TextOrder } from '../parts/ask.tsx';
import { useOrder } from '../parts/order.tsx';
import { NeedActions, Raise, Retry } from '../pages/need.tsx';

type Form = 'say' | 'send-back' | 'retry' | 'raise';

/** The buttons of a card's page; what the card needs now stands first and open. */
export function CardOrders({ card }: { readonly card: CardDetailView }) {
	const { busy, give } = useOrder();
	const [form, setForm] = useState<Form | null>(null);
	const status = useQuery({ queryKey: ['status'], queryFn: api.status });
	const paused = status.data?.pauses.some(({ scope, gid }) => scope === 'card' && gid === card.gid) ?? false;
	const target = { scope: 'card', gid: card.gid } as const;
	const active = card.state === 'running' || card.state === 'queued';
	const hasWork = card.section === 'Review' || card.section === 'Merging' || card.section === 'In Progress';
	const toggle = (next: Form): void => setForm(form === next ? null : next);
	const opener = (name: Form, label: string) => (
		<button type="button" aria-expanded={form === name} onClick={() => toggle(name)}>
			{label}
		</button>
	);
	return (
		<div className="card-orders">
			{card.needs !== null && (
				<div className="need">
					<NeedActions card={card} />
				</div>
			)}
			<div className="buttons" role="group" aria-label="Orders">
				{opener('say', active ? 'Tell the agent…' : 'Comment…')}
				{active && (
					<Sure
						label="Stop"
						question="Stop what runs? Its session is kept."
						disabled={busy}
						onSure={() => void give({ card: card.gid, act: { kind: 'stop' } })}
					/>
				)}
				{card.completed ? null : (
					<button
						type="button"
						disabled={busy}
						onClick={() => void give(paused ? { resume: target } : { pause: target })}
					>
						{paused ? 'Resume' : 'Pause'}
					</button>
				)}
				{!card.completed && opener('retry', 'Begin again…')}
				{hasWork && card.needs !== 'approve' && opener('send-back', 'Send back…')}
				{!card.completed && card.needs !== 'budget' && opener('raise', 'Budget…')}
			</div>
			{form === 'say' && (
				<TextOrder
					label={
						active
							? 'To the agent: it hears it at its next run, and is not interrupted. To be heard at once, stop it first.'
							: 'A comment on the card; the next agent reads it'
					}
					send="Say it"
					busy={busy}
					autoFocus
					onSend={(text) => give({ card: card.gid, act: { kind: 'comment', text } })}
				/>
			)}
			{form === 'send-back' && (
				<TextOrder
					label="What is to be changed"
					send="Send back"
					busy={busy}
					autoFocus
					onSend={(text) => give({ card: card.gid, act: { kind: 'send-back', text } })}
				/>
			)}
			{form === 'retry' && <Retry card={card} />}
			{form === 'raise' && <Raise card={card} />}
		</div>
	);
}
