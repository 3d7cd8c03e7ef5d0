import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

/** A button that asks once more before it does what cannot be undone. */
export function Sure({
	label,
	question,
	onSure,
	disabled = false,
	className = '',
}: {
	readonly label: string;
	readonly question: string;
	readonly onSure: () => void;
	readonly disabled?: boolean;
	readonly className?: string;
}) {
	const [asking, setAsking] = useState(false);
	const yes = useRef<HTMLButtonElement>(null);
	const opener = useRef<HTMLButtonElement>(null);
	useEffect(() => {
		if (asking) yes.current?.focus();
	}, [asking]);
	const close = (): void => {
		setAsking(false);
		// Once the button is there again.
		requestAnimationFrame(() => opener.current?.focus());
	};
	if (!asking)
		return (
			<button
				type="button"
				ref={opener}
				className={className}
				disabled={disabled}
				onClick={() => setAsking(true)}
			>
				{label}
			</button>
		);
	return (
		<span
			className="sure"
			role="group"
			aria-label={question}
			onKeyDown={(event) => {
				if (event.key === 'Escape') close();
			}}
		>
			<span>{question}</span>
			<button
				type="button"
				ref={yes}
				className="danger"
				onClick={() => {
					close();
					onSure();
				}}
			>
				{label}
			</button>
			<button type="button" onClick={close}>
				Keep
			</button>
		</span>
	);
}

/** A text a person writes and sends; Ctrl+Enter sends too. What was typed stays until it was taken. */
export function TextOrder({
	label,
	placeholder,
	send,
	onSend,
	busy,
	children,
	start = '',
	autoFocus = false,
	optional = false,
}: {
	readonly label: string;
	readonly placeholder?: string;
	readonly send: string;
	/** Answers whether it was taken. */
	readonly onSend: (text: string) => Promise<boolean>;
	readonly busy: boolean;
	readonly children?: ReactNode;
	readonly start?: string;
	readonly autoFocus?: boolean;
	readonly optional?: boolean;
}) {
	const [text, setText] = useState(start);
	const field = useId();
	const area = useRef<HTMLTextAreaElement>(null);
	useEffect(() => {
		if (autoFocus) area.current?.focus();
	}, [autoFocus]);
	const ready = !busy && (optional || text.trim() !== '');
	const submit = async (): Promise<void> => {
		if (ready && (await onSend(text.trim()))) setText('');
	};
	const onKey = (event: KeyboardEvent): void => {
		if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit();
	};
	return (
		<form
			className="text-order"
			onSubmit={(event) => {
				event.preventDefault();
				void submit();
			}}
		>
			<label htmlFor={field}>{label}</label>
			<textarea
				id={field}
				ref={area}
				rows={2}
				value={text}
				placeholder={placeholder}
				onChange={(event) => setText(event.target.value)}
				onKeyDown={onKey}
			/>
			<div className="buttons">
				<button type="submit" className="primary" disabled={!ready}>
					{send}
				</button>
				{children}
			</div>
		</form>
	);
}
