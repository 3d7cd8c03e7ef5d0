/** What every command may end with; the errors that say so are in docs/errors.md. */
export const exitCodes: readonly (readonly [code: number, means: string])[] = [
	[0, 'done'],
	[1, 'failed'],
	[2, 'the command line or a configuration file is wrong'],
	[3, 'not found'],
	[4, 'needs set-up: `aegis doctor` says what'],
	[5, 'board, Redis or master unreachable'],
	[130, 'interrupted'],
];

/** What a code says beyond that where one command ends with it, by the command's words. */
export const particularExits: Readonly<Record<string, string>> = {
	'asana sync-schema': '1: a person must rename a field, or with `--portfolio` one of the projects failed.',
	'connect asana': '4: it is connected, and `aegis doctor` found something wrong.',
	demo: '0 only where every story ended as it should and no promise was broken; else 1.',
	doctor: '4: something that Aegis needs is missing or wrong.',
	logs: 'with `--follow` 0 after SIGTERM, 130 after Ctrl-C.',
	resume: '1: the card was not paused, and waits for something else from you.',
	'task resume': '1: the card was not paused, and waits for something else from you.',
	'task wait': '0: it is done; 6: it needs a person; 7: the time is over.',
	up: '0 after SIGTERM, 130 after Ctrl-C; 4: a service ends again and again.',
	verify: '1: a promise was broken.',
};
