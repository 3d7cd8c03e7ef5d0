import type { Logger } from '@aegis/shared/log';

const say = (): void => {};

/** The services' logs are not what the simulation is judged by. */
export const silentLog = {
	trace: say,
	debug: say,
	info: say,
	warn: say,
	error: say,
	fatal: say,
	child: () => silentLog,
} as unknown as Logger;
