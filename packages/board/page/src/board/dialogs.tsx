import { useEffect, useRef, type ReactNode } from 'react';
import { closeDialog, useStore } from '../live/state.ts';
import { CreateForm } from './create-form.tsx';
import { Help } from './help.tsx';
import { MoveList } from './move-list.tsx';

/** The dialog that is open, if one is; where it was opened from has the focus again afterwards. */
export function Dialogs(): ReactNode {
	const dialog = useStore((state) => state.dialog);
	if (dialog === null) return null;
	switch (dialog.kind) {
		case 'create':
			return (
				<Modal title="New card">
					<CreateForm section={dialog.section} />
				</Modal>
			);
		case 'move':
			return (
				<Modal title="Move to…">
					<MoveList card={dialog.card} />
				</Modal>
			);
		case 'help':
			return (
				<Modal title="Keys">
					<Help />
				</Modal>
			);
	}
}

function Modal({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
	const ref = useRef<HTMLDialogElement>(null);
	useEffect(() => {
		const before = document.activeElement;
		ref.current?.showModal();
		ref.current?.querySelector<HTMLElement>('[data-first]')?.focus();
		return () => {
			if (before instanceof HTMLElement && before.isConnected) before.focus();
		};
	}, []);
	return (
		<dialog
			ref={ref}
			aria-labelledby="dialog-title"
			onClose={closeDialog}
			onClick={(event) => {
				if (event.target === ref.current) closeDialog();
			}}
		>
			<div className="dialog">
				<header>
					<h2 id="dialog-title">{title}</h2>
					<button type="button" className="quiet-button" aria-label="Close" onClick={closeDialog}>
						×
					</button>
				</header>
				{children}
			</div>
		</dialog>
	);
}
