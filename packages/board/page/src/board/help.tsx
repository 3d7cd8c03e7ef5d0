import type { ReactNode } from 'react';

const keys: readonly (readonly [string, string])[] = [
	['← ↑ → ↓  or  h k l j', 'go from card to card'],
	['Enter', 'open the card'],
	['Esc', 'close what is open'],
	['c', 'new card'],
	['m', 'move the card to another column'],
	['Shift ↑ / Shift ↓', 'move the card up or down in its column'],
	['z', 'take the last move back'],
	['r', 'write a comment on the open card'],
	['/', 'search'],
	['?', 'these keys'],
];

export function Help(): ReactNode {
	return (
		<dl className="keys">
			{keys.map(([key, what]) => (
				<div key={key}>
					<dt>
						<kbd>{key}</kbd>
					</dt>
					<dd>{what}</dd>
				</div>
			))}
		</dl>
	);
}
