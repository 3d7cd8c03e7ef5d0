import { useQuery } from '@tanstack/react-query';
import type { CardDetailView } from '@aegis/shared/api/views';
import { api } from '../data/api.ts';
import { Loaded } from '../parts/query.tsx';

const known = new Set(['at', 'mono', 'boot', 'pid', 'service', 'card', 'kind', 'prev']);

/** What the services did about the card, as the checker of the promises reads it. */
export function EventsTab({ card }: { readonly card: CardDetailView }) {
	const effects = useQuery({ queryKey: ['card', card.gid, 'effects'], queryFn: () => api.effects(card.gid) });
	return (
		<Loaded query={effects}>
			{(data) =>
				data.length === 0 ? (
					<p className="empty">Nothing was done about this card yet.</p>
				) : (
					<div className="scroll" tabIndex={0} role="region" aria-label="Events">
						<table>
							<thead>
								<tr>
									<th>When</th>
									<th>Service</th>
									<th>What</th>
									<th>Facts</th>
								</tr>
							</thead>
							<tbody>
								{data.toReversed().map((effect, index) => (
									<tr key={index}>
										<td className="number">{new Date(effect.at).toLocaleString()}</td>
										<td>{effect.service}</td>
										<td>
											<code>{effect.kind}</code>
										</td>
										<td className="quiet">
											{Object.entries(effect)
												.filter(([key]) => !known.has(key))
												.map(([key, value]) => `${key} ${JSON.stringify(value)}`)
												.join(', ')}
										</td>
									</tr>
								))}
							</tbody>
						</table>
					</div>
				)
			}
		</Loaded>
	);
}
