/** Every Redis key and channel of one installation begins with its prefix; BullMQ's keys too. */
export interface Keys {
	readonly prefix: string;
	mailbox(actor: string): string;
	deadLetters(): string;
	lease(name: string): string;
	fence(name: string): string;
	incarnation(): string;
	tick(): string;
	live(): string;
	wake(projectGid: string): string;
	bull(): string;
}

export function keysFor(prefix: string): Keys {
	return {
		prefix,
		mailbox: (actor) => `${prefix}:box:${actor}`,
		deadLetters: () => `${prefix}:dead`,
		lease: (name) => `${prefix}:lease:${name}`,
		fence: (name) => `${prefix}:fence:${name}`,
		incarnation: () => `${prefix}:incarnation`,
		tick: () => `${prefix}:tick`,
		live: () => `${prefix}:live`,
		wake: (projectGid) => `${prefix}:wake:${projectGid}`,
		bull: () => `${prefix}:bull`,
	};
}
