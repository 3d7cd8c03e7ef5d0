import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import type { CardDetailView } from '@aegis/shared/api/views';
import { wordCount } from '../core/wording.ts';
import { api } from '../data/api.ts';
import { TextOrder } from '../parts/ask.tsx';
import { DiffView, wordRemarks, type Remark } from '../parts/diff-view.tsx';
import { useOrder } from '../parts/order.tsx';
import { Loaded } from '../parts/query.tsx';

/** What the card changes: as a whole or one commit, with remarks that go to the Worker as findings. */
export function DiffTab({ card }: { readonly card: CardDetailView }) {
	const [search, setSearch] = useSearchParams();
	const commit = search.get('commit');
	const changes = useQuery({
		queryKey: ['changes', card.gid, commit ?? 'all'],
		queryFn: () => api.changes(card.gid, commit),
	});
	const [remarks, setRemarks] = useState<readonly Remark[]>([]);
	const { busy, give } = useOrder();
	const mayReturn = card.section === 'Review' || card.section === 'Merging' || card.section === 'In Progress';
	const choose = (sha: string): void =>
		setSearch(
			(now) => {
				if (sha === '') now.delete('commit');
				else now.set('commit', sha);
				return now;
			},
			{ replace: true },
		);
	return (
		<Loaded query={changes}>
			{(data) =>
				data.state === 'none' ? (
					<p className="empty">
						No commits of this card are in the repository on this machine yet. Its branch will be{' '}
						<code>{data.branch}</code>.
					</p>
				) : (
					<>
						<div className="panel-head">
							<label className="inline grow">
								Show
								<select value={commit ?? ''} onChange={({ target }) => choose(target.value)}>
									<option value="">
										{data.state === 'merged'
											? `what it brought to ${data.base}`
											: `everything against ${data.base}`}{' '}
										({wordCount(data.commits.length, 'commit')})
									</option>
									{data.commits.map(({ sha, subject }) => (
										<option key={sha} value={sha}>
											{sha.slice(0, 9)} {subject}
										</option>
									))}
								</select>
							</label>
						</div>
						{data.truncated && (
							<p className="notice warn">This is not all of it: the change is too large for a page.</p>
						)}
						<DiffView
							diff={data.diff}
							remarks={remarks}
							{...(mayReturn ? { onRemark: (remark: Remark) => setRemarks([...remarks, remark]) } : {})}
						/>
						{remarks.length > 0 && (
							<div className="return">
								<TextOrder
									label={`${wordCount(remarks.length, 'remark')} for the Worker; anything beside them?`}
									send={`Send back with ${wordCount(remarks.length, 'remark')}`}
									busy={busy}
									optional
									onSend={async (text) => {
										const told = await give({
											card: card.gid,
											act: { kind: 'send-back', text: wordRemarks(remarks, text) },
										});
										if (told) setRemarks([]);
										return told;
									}}
								>
									<button type="button" onClick={() => setRemarks([])}>
										Drop them
									</button>
								</TextOrder>
							</div>
						)}
					</>
				)
			}
		</Loaded>
	);
}
