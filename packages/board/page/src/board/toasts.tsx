import type { ReactNode } from 'react';
import { undoMove } from '../api/actions.ts';
import { dismiss, useStore } from '../live/state.ts';

/** What just happened, for a few seconds. */
export function Toasts(): ReactNode {
	const toasts = useStore((state) => state.toasts);
	return (
		<div className="toasts" role="log" aria-live="polite" aria-label="Messages">
			{toasts.map(({ id, text, tone, undo }) => (
				<div key={id} className={`toast ${tone}`}>
					<span>{text}</span>
					{undo === true && (
						<button type="button" onClick={() => void undoMove()} title="Undo (z)">
							Undo
						</button>
					)}
					<button type="button" aria-label="Dismiss" onClick={() => dismiss(id)}>
						×
					</button>
				</div>
			))}
		</div>
	);
}
