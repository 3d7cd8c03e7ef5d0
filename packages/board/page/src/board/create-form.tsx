import { useState, type FormEvent, type ReactNode } from 'react';
import { createCard } from '../api/actions.ts';
import { closeDialog, getState, useStore } from '../live/state.ts';
import { focusCard } from './focus-card.ts';

/** What a new card needs: a name; everything else can be said later. */
export function CreateForm({ section }: { readonly section: string | null }): ReactNode {
	const columns = useStore((state) => state.board?.frame.columns) ?? [];
	const [name, setName] = useState('');
	const [notes, setNotes] = useState('');
	const [column, setColumn] = useState(section ?? columns[0]?.gid ?? '');
	const [busy, setBusy] = useState(false);
	const submit = async (event: FormEvent): Promise<void> => {
		event.preventDefault();
		if (name.trim() === '' || busy) return;
		setBusy(true);
		const made = await createCard({ name: name.trim(), notes: notes.trim(), section: column });
		setBusy(false);
		if (made === undefined) return;
		closeDialog();
		if (getState().card === null) void focusCard(made);
	};
	return (
		<form className="create" onSubmit={(event) => void submit(event)}>
			<label>
				Name
				<input
					data-first
					value={name}
					maxLength={1024}
					required
					onChange={(event) => setName(event.target.value)}
				/>
			</label>
			<label>
				Description
				<textarea
					rows={6}
					value={notes}
					placeholder="What should be so when it is done? Markdown."
					onChange={(event) => setNotes(event.target.value)}
					onKeyDown={(event) => {
						if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit(event);
					}}
				/>
			</label>
			<label>
				Column
				<select value={column} onChange={(event) => setColumn(event.target.value)}>
					{columns.map(({ gid, name: title }) => (
						<option key={gid} value={gid}>
							{title}
						</option>
					))}
				</select>
			</label>
			<footer>
				<button type="button" className="button" onClick={closeDialog}>
					Cancel
				</button>
				<button type="submit" className="button primary" disabled={busy || name.trim() === ''}>
					Create
				</button>
			</footer>
		</form>
	);
}
