import type { Clock } from '@aegis/shared/clock';
import type { Process } from '../process.ts';

/** The clocks of a process, as long as this life of it lasts: timers of a dead one never fire. */
export function processClock(process: Process): Clock {
	const { life } = process;
	return {
		wall: () => process.wallNow,
		monotonic: () => process.monotonicNow,
		after(ms, run) {
			let cancelled = false;
			if (process.life === life) process.timer(Math.max(0, ms), () => !cancelled && run());
			return { cancel: () => void (cancelled = true) };
		},
	};
}
