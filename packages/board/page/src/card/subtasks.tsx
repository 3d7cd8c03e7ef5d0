import { useState, type ReactNode } from 'react';
import { attempt } from '../api/actions.ts';
import { call } from '../api/request.ts';
import type { Linked } from './use-card.ts';

/** The steps of a card, to be ticked. */
export function Subtasks({
	gid,
	subtasks,
}: {
	readonly gid: string;
	readonly subtasks: readonly Linked[];
}): ReactNode {
	const [name, setName] = useState('');
	const done = subtasks.filter(({ completed }) => completed).length;
	const add = async (): Promise<void> => {
		if (
			name.trim() !== '' &&
			(await attempt(() => call('POST', `/tasks/${gid}/subtasks`, { name: name.trim() })))
		)
			setName('');
	};
	return (
		<section aria-labelledby="subtasks">
			<h3 id="subtasks">
				Subtasks {subtasks.length > 0 && <span className="quiet">{`${done} of ${subtasks.length}`}</span>}
			</h3>
			{subtasks.length > 0 && (
				<ul className="list">
					{subtasks.map((subtask) => (
						<SubtaskRow key={subtask.gid} subtask={subtask} />
					))}
				</ul>
			)}
			<form
				onSubmit={(event) => {
					event.preventDefault();
					void add();
				}}
			>
				<input
					type="text"
					aria-label="New subtask"
					placeholder="Add a subtask…"
					value={name}
					maxLength={1024}
					onChange={(event) => setName(event.target.value)}
				/>
			</form>
		</section>
	);
}

function SubtaskRow({ subtask: { gid, name, completed } }: { readonly subtask: Linked }): ReactNode {
	// Shown at once; what the board says next replaces it.
	const [ticked, setTicked] = useState<{ from: boolean; to: boolean } | null>(null);
	const shown = ticked !== null && ticked.from === completed ? ticked.to : completed;
	const tick = async (to: boolean): Promise<void> => {
		setTicked({ from: completed, to });
		if (!(await attempt(() => call('PUT', `/tasks/${gid}`, { completed: to })))) setTicked(null);
	};
	return (
		<li className={shown ? 'finished' : ''}>
			<label>
				<input type="checkbox" checked={shown} onChange={(event) => void tick(event.target.checked)} />
				<span>{name || 'Untitled'}</span>
			</label>
			<button
				type="button"
				className="quiet-button"
				aria-label={`Delete subtask “${name}”`}
				onClick={() => void attempt(() => call('DELETE', `/tasks/${gid}`))}
			>
				×
			</button>
		</li>
	);
}
