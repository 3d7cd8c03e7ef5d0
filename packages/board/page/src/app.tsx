import { useEffect, type ReactNode } from 'react';
import { BoardView } from './board/board.tsx';
import { Dialogs } from './board/dialogs.tsx';
import { Header } from './board/header.tsx';
import { onKey } from './board/keys.ts';
import { Toasts } from './board/toasts.tsx';
import { Panel } from './card/panel.tsx';
import { useStore } from './live/state.ts';

export function App(): ReactNode {
	const name = useStore((state) => state.board?.frame.project.name);
	useEffect(() => {
		document.title = name === undefined ? 'Aegis board' : `${name} · Aegis board`;
	}, [name]);
	useEffect(() => {
		addEventListener('keydown', onKey);
		return () => removeEventListener('keydown', onKey);
	}, []);
	return (
		<>
			<Header />
			<div className="stage">
				<BoardView />
				<Panel />
			</div>
			<Dialogs />
			<Toasts />
		</>
	);
}
