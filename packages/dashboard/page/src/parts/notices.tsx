import { useEffect, useRef, useState } from 'react';
import type { CardView } from '@aegis/shared/api/views';

const setting = 'aegis-notify';

function isWanted(): boolean {
	return localStorage.getItem(setting) === 'on' && Notification.permission === 'granted';
}

/** Tells the desktop of cards that have come to need somebody, where that was asked for. */
export function useNotices(needs: readonly CardView[] | null): void {
	const known = useRef<ReadonlySet<string> | null>(null);
	useEffect(() => {
		if (needs === null) return;
		const before = known.current;
		known.current = new Set(needs.map(({ gid }) => gid));
		if (before === null || !('Notification' in window) || !isWanted()) return;
		for (const card of needs.filter(({ gid }) => !before.has(gid))) tell(card.name, card.reason?.text ?? '');
	}, [needs]);
}

function tell(title: string, body: string): void {
	const notice = new Notification(title, { body, icon: '/icon.svg', tag: title });
	notice.addEventListener('click', () => window.focus());
	beep();
}

/** Two short tones; a browser that was not touched yet stays silent. */
function beep(): void {
	const audio = new AudioContext();
	for (const [at, pitch] of [
		[0, 660],
		[0.14, 880],
	] as const) {
		const tone = audio.createOscillator();
		const volume = audio.createGain();
		volume.gain.value = 0.05;
		tone.frequency.value = pitch;
		tone.connect(volume).connect(audio.destination);
		tone.start(audio.currentTime + at);
		tone.stop(audio.currentTime + at + 0.12);
	}
	setTimeout(() => void audio.close(), 1_000);
}

/** Turns notices on, asking the browser, with one to try; and off again. */
export function NotifySwitch() {
	const supported = 'Notification' in window;
	const [on, setOn] = useState(() => supported && isWanted());
	if (!supported) return null;
	const toggle = async (): Promise<void> => {
		const wanted = !on && (await Notification.requestPermission()) === 'granted';
		localStorage.setItem(setting, wanted ? 'on' : 'off');
		setOn(wanted);
		if (wanted) tell('Aegis', 'This is how you hear of a card that needs you.');
	};
	return (
		<button
			type="button"
			className="small"
			aria-pressed={on}
			title="Desktop notice and a sound when a card needs you"
			onClick={() => void toggle()}
		>
			{on ? 'Notices on' : 'Notices'}
		</button>
	);
}
