import { useEffect, useRef, useState, type ReactNode } from 'react';

interface EditableProps {
	readonly label: string;
	readonly value: string;
	readonly className?: string;
	/** Whether it was taken; a refused text goes back to what it was. */
	readonly onSave: (value: string) => Promise<boolean>;
}

/** A line that is edited where it stands: Enter or leaving it saves, Escape gives it up. Others' changes show at once. */
export function EditableLine({ label, value, className, onSave }: EditableProps): ReactNode {
	const [draft, setDraft] = useState<string | null>(null);
	const given = useRef(false);
	useEffect(() => setDraft(null), [value]);
	const save = async (): Promise<void> => {
		const next = draft?.trim();
		if (given.current || next === undefined || next === '' || next === value) return setDraft(null);
		if (!(await onSave(next))) setDraft(null);
	};
	return (
		<textarea
			className={className}
			aria-label={label}
			rows={1}
			value={draft ?? value}
			onChange={(event) => setDraft(event.target.value.replaceAll('\n', ' '))}
			onBlur={() => {
				void save();
				given.current = false;
			}}
			onKeyDown={(event) => {
				if (event.key !== 'Enter' && event.key !== 'Escape') return;
				event.preventDefault();
				event.stopPropagation();
				given.current = event.key === 'Escape';
				event.currentTarget.blur();
			}}
		/>
	);
}
