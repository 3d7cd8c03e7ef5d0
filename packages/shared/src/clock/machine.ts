import { nanoid } from 'nanoid';
import type { Chance, Clock } from './clock.ts';

/** This machine's clocks. */
export const machineClock: Clock = {
	wall: () => Date.now(),
	monotonic: () => performance.now(),
	after(ms, run) {
		const timer = setTimeout(run, Math.max(0, ms));
		return { cancel: () => clearTimeout(timer) };
	},
};

/** This machine's chance. */
export const machineChance: Chance = {
	random: () => Math.random(),
	id: () => nanoid(),
};
