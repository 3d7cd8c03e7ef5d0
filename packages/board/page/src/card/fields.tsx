import { useEffect, useId, useState, type ReactNode } from 'react';
import { editCard, setField } from '../api/actions.ts';
import type { Card, Field, Frame } from '../core/board.ts';
import { findField, isWrittenByAegis, numberOf, textOf } from '../core/fields.ts';
import { formatUsd, parseAmount } from '../core/wording.ts';
import { say } from '../live/state.ts';

interface FieldsProps {
	readonly card: Card;
	readonly frame: Frame;
}

/** Fields whose change Aegis acts on, with how it is called when it says that it heard. */
const commands: Readonly<Record<string, string>> = {
	'Max Cost': 'the new Max Cost',
	'Merge Approval': 'the new Merge Approval',
	Agent: 'the choice of agent',
};

/** What a person decides about a card, and, folded, what Aegis keeps on it. */
export function Fields({ card, frame }: FieldsProps): ReactNode {
	const [written, own] = [true, false].map((by) =>
		frame.fields.filter((field) => isWrittenByAegis(field) === by),
	);
	const cost = numberOf(findField(frame, 'cost'), card);
	const status = textOf(findField(frame, 'status'), card);
	return (
		<section className="fields" aria-label="Fields">
			{status !== '' && <Row label="Status">{status}</Row>}
			{cost !== null && <Row label="Cost">{formatUsd(cost)}</Row>}
			{own?.map((field) => (
				<FieldRow key={field.gid} field={field} card={card} />
			))}
			<Choice
				label="Assignee"
				value={card.assignee ?? ''}
				options={frame.people.map(({ gid, name }) => [gid, name])}
				onChoose={(assignee) =>
					void editCard(
						card.gid,
						{ assignee: assignee === '' ? null : assignee },
						{ assignee: assignee === '' ? null : assignee },
					)
				}
			/>
			<Entry
				label="Due"
				type="date"
				value={card.due ?? ''}
				onSave={(due) =>
					editCard(card.gid, { due_on: due === '' ? null : due }, { due: due === '' ? null : due })
				}
			/>
			<details>
				<summary>Kept by Aegis</summary>
				<Row label="Gid">
					<code>{card.gid}</code>
				</Row>
				{written
					?.filter((field) => !['Swarm Status', 'Cost', 'Reason'].some((name) => field.name.endsWith(name)))
					.map((field) => (
						<Row key={field.gid} label={field.name}>
							<code>{textOf(field, card) || '–'}</code>
						</Row>
					))}
			</details>
		</section>
	);
}

function Row({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactNode {
	return (
		<div className="row">
			<span className="label">{label}</span>
			<span className="value">{children}</span>
		</div>
	);
}

function FieldRow({ field, card }: { readonly field: Field; readonly card: Card }): ReactNode {
	const value = card.fields[field.gid];
	const command = commands[field.name];
	switch (field.type) {
		case 'enum':
			return (
				<Choice
					label={field.name}
					value={typeof value === 'string' ? value : ''}
					options={field.options
						.filter(({ gid, enabled }) => enabled || gid === value)
						.map(({ gid, name }) => [gid, name])}
					onChoose={(option) => void setField(card.gid, field.gid, option === '' ? null : option, command)}
				/>
			);
		case 'number':
			return (
				<Entry
					label={field.name}
					type="text"
					inputMode="decimal"
					placeholder="default"
					value={textOf(field, card)}
					onSave={(text) => saveNumber(field, card, text, command)}
				/>
			);
		case 'text':
			return (
				<Entry
					label={field.name}
					type="text"
					value={textOf(field, card)}
					onSave={(text) => setField(card.gid, field.gid, text === '' ? null : text, command)}
				/>
			);
		default:
			return <Row label={field.name}>{textOf(field, card) || '–'}</Row>;
	}
}

async function saveNumber(
	field: Field,
	card: Card,
	text: string,
	command: string | undefined,
): Promise<boolean> {
	const value = parseAmount(text);
	if (value !== undefined) return setField(card.gid, field.gid, value, command);
	say(`“${text}” is no amount for ${field.name}: write a number like 2.50.`, 'bad');
	return false;
}

interface ChoiceProps {
	readonly label: string;
	readonly value: string;
	readonly options: readonly (readonly [string, string])[];
	readonly onChoose: (value: string) => void;
}

function Choice({ label, value, options, onChoose }: ChoiceProps): ReactNode {
	const id = useId();
	return (
		<div className="row">
			<label className="label" htmlFor={id}>
				{label}
			</label>
			<select id={id} className="value" value={value} onChange={(event) => onChoose(event.target.value)}>
				<option value="">–</option>
				{options.map(([gid, name]) => (
					<option key={gid} value={gid}>
						{name}
					</option>
				))}
			</select>
		</div>
	);
}

interface EntryProps {
	readonly label: string;
	readonly type: 'text' | 'date';
	readonly inputMode?: 'decimal';
	readonly placeholder?: string;
	readonly value: string;
	readonly onSave: (value: string) => Promise<boolean>;
}

/** Saved when it is left or by Enter; Escape gives it up. */
function Entry({ label, type, inputMode, placeholder, value, onSave }: EntryProps): ReactNode {
	const id = useId();
	const [draft, setDraft] = useState<string | null>(null);
	useEffect(() => setDraft(null), [value]);
	return (
		<div className="row">
			<label className="label" htmlFor={id}>
				{label}
			</label>
			<input
				id={id}
				className="value"
				type={type}
				inputMode={inputMode}
				placeholder={placeholder}
				value={draft ?? value}
				onChange={(event) => setDraft(event.target.value)}
				onBlur={() => {
					if (draft !== null && draft.trim() !== value)
						void onSave(draft.trim()).then((taken) => taken || setDraft(null));
				}}
				onKeyDown={(event) => {
					if (event.key === 'Enter') event.currentTarget.blur();
					if (event.key !== 'Escape') return;
					event.stopPropagation();
					setDraft(null);
				}}
			/>
		</div>
	);
}
