import { useMutation, useQueryClient } from '@tanstack/react-query';
import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';
import type { CardAct } from '@aegis/shared/messages/card-order';
import { api, ApiProblem, type PauseTarget, type Told } from '../data/api.ts';

/** What came of an order, for the person who gave it. */
interface Note {
	readonly key: number;
	readonly tone: 'good' | 'warn' | 'bad';
	readonly text: string;
}

const Notes = createContext<(tone: Note['tone'], text: string) => void>(() => {});

/** Milliseconds a receipt stays, unless it tells of trouble: that is taken away by hand. */
const shownMs = 6_000;

/** Holds the receipts of what was ordered, read out as they come. */
export function Receipts({ children }: { readonly children: ReactNode }) {
	const [notes, setNotes] = useState<readonly Note[]>([]);
	const drop = (key: number): void => setNotes((now) => now.filter((note) => note.key !== key));
	const tell = useCallback((tone: Note['tone'], text: string) => {
		const key = Math.random();
		setNotes((now) => [...now.slice(-3), { key, tone, text }]);
		if (tone === 'good') setTimeout(() => setNotes((now) => now.filter((note) => note.key !== key)), shownMs);
	}, []);
	return (
		<Notes value={tell}>
			{children}
			<div className="receipts" role="status" aria-live="polite" aria-label="Receipts">
				{notes.map(({ key, tone, text }) => (
					<div key={key} className={`receipt ${tone}`}>
						<span>{text}</span>
						<button type="button" className="plain" aria-label="Close" onClick={() => drop(key)}>
							×
						</button>
					</div>
				))}
			</div>
		</Notes>
	);
}

export type Wanted =
	| { readonly card: string; readonly act: CardAct }
	| { readonly pause: PauseTarget }
	| { readonly resume: PauseTarget };

/** Gives an order, once at a time, and shows its receipt. `give` answers whether it was carried out. */
export function useOrder(): { readonly busy: boolean; readonly give: (wanted: Wanted) => Promise<boolean> } {
	const tell = useContext(Notes);
	const client = useQueryClient();
	const { mutateAsync, isPending } = useMutation({ mutationFn: send });
	const give = useCallback(
		async (wanted: Wanted): Promise<boolean> => {
			try {
				const { receipt } = await mutateAsync(wanted);
				if (receipt === null)
					tell('warn', 'Told, but no master has got to it yet. It is carried out as soon as one does.');
				else tell(receipt.accepted ? 'good' : 'bad', receipt.text);
				return receipt?.accepted ?? true;
			} catch (error) {
				const fix = error instanceof ApiProblem && error.fix !== null ? ` ${error.fix}` : '';
				tell('bad', `${(error as Error).message}${fix}`);
				return false;
			} finally {
				void client.invalidateQueries();
			}
		},
		[client, mutateAsync, tell],
	);
	return useMemo(() => ({ busy: isPending, give }), [isPending, give]);
}

function send(wanted: Wanted): Promise<Told> {
	if ('act' in wanted) return api.order(wanted.card, wanted.act);
	return 'pause' in wanted ? api.pause(wanted.pause) : api.resume(wanted.resume);
}
