import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';

const keys = [
	['/', 'Search cards'],
	['j, k', 'Next and previous card'],
	['Enter', 'Open the card'],
	['g n', 'Now'],
	['g c', 'Cards'],
	['g m', 'Metrics'],
	['g p', 'Projects'],
	['Ctrl+Enter', 'Send what is typed'],
	['Esc', 'Not, after all'],
	['?', 'This list'],
] as const;

const places: Partial<Record<string, string>> = {
	n: '/',
	c: '/cards',
	m: '/metrics',
	p: '/projects',
	d: '/doctor',
};
/** Milliseconds between the two keys of a pair. */
const pairMs = 1_200;

/** The keys that work everywhere but in a field. */
export function useKeys(onHelp: () => void): void {
	const [, navigate] = useLocation();
	const first = useRef(0);
	useEffect(() => {
		const onKey = (event: KeyboardEvent): void => {
			if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return;
			const place = places[event.key];
			if (place !== undefined && event.timeStamp - first.current < pairMs) {
				first.current = 0;
				navigate(place);
			} else if (event.key === 'g') first.current = event.timeStamp;
			else if (event.key === '/') {
				event.preventDefault();
				document.getElementById('search')?.focus();
			} else if (event.key === '?') onHelp();
			else if (event.key === 'j') moveFocus(1);
			else if (event.key === 'k') moveFocus(-1);
		};
		document.addEventListener('keydown', onKey);
		return () => document.removeEventListener('keydown', onKey);
	});
}

function isField(target: EventTarget | null): boolean {
	return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}

function moveFocus(step: number): void {
	const links = [...document.querySelectorAll<HTMLElement>('[data-card]')];
	const at = links.indexOf(document.activeElement as HTMLElement);
	const next = links[at === -1 ? (step > 0 ? 0 : links.length - 1) : at + step];
	next?.focus();
	next?.scrollIntoView({ block: 'nearest' });
}

/** The list of keys, in a dialog of the browser's own. */
export function Help({ onClose }: { readonly onClose: () => void }) {
	const dialog = useRef<HTMLDialogElement>(null);
	useEffect(() => dialog.current?.showModal(), []);
	return (
		<dialog ref={dialog} aria-labelledby="help-title" onClose={onClose}>
			<h2 id="help-title">Keys</h2>
			<dl>
				{keys.map(([key, what]) => (
					<div key={key}>
						<dt>
							<kbd>{key}</kbd>
						</dt>
						<dd>{what}</dd>
					</div>
				))}
			</dl>
			<p>
				<a href="/api/v1/openapi.json">The API</a> has every number of these pages.
			</p>
			<form method="dialog">
				<button type="submit">Close</button>
			</form>
		</dialog>
	);
}
