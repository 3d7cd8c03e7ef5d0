import { useState, type ReactNode } from 'react';
import { deleteCard } from '../api/actions.ts';
import { openCard } from '../live/address.ts';

/** Deletes the card once it was confirmed on the spot. */
export function DeleteCard({ gid }: { readonly gid: string }): ReactNode {
	const [asking, setAsking] = useState(false);
	if (!asking) {
		return (
			<button type="button" className="quiet-button" onClick={() => setAsking(true)}>
				Delete…
			</button>
		);
	}
	return (
		<>
			<button
				type="button"
				className="button danger"
				autoFocus
				onClick={() => {
					openCard(null);
					void deleteCard(gid);
				}}
			>
				Delete for good
			</button>
			<button type="button" className="quiet-button" onClick={() => setAsking(false)}>
				Keep
			</button>
		</>
	);
}
