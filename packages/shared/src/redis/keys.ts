import { senderOf, type Sender } from './roles.ts';

/** Every Redis key and channel of one installation begins with its prefix; BullMQ's keys too. */
export interface Keys {
	readonly prefix: string;
	/** What one kind of sender has put into an actor's mailbox: each can be allowed its own part alone. */
	mailbox(actor: string, sender: Sender): string;
	deadLetters(): string;
	lease(name: string): string;
	fence(name: string): string;
	incarnation(): string;
	tick(): string;
	pulse(): string;
	owner(): string;
	live(): string;
	wake(projectGid: string): string;
	/** Which store a project was last followed with. */
	tenure(projectGid: string): string;
	/** A webhook's delivery on its way to a project's syncer, or the answer on its way back to the door. */
	knock(receiver: string): string;
	/** What an account's requests have used of its limits. */
	quota(account: string): string;
	bull(): string;
}

export function keysFor(prefix: string): Keys {
	return {
		prefix,
		mailbox: (actor, sender) => `${prefix}:box:${sender}:${senderOf(actor)}:${actor}`,
		deadLetters: () => `${prefix}:dead`,
		lease: (name) => `${prefix}:lease:${name}`,
		fence: (name) => `${prefix}:fence:${name}`,
		// Another name than before mailboxes had parts: what lies in the old ones is then sent again.
		incarnation: () => `${prefix}:incarnation2`,
		tick: () => `${prefix}:tick`,
		pulse: () => `${prefix}:pulse`,
		owner: () => `${prefix}:owner`,
		live: () => `${prefix}:live`,
		wake: (projectGid) => `${prefix}:wake:${projectGid}`,
		tenure: (projectGid) => `${prefix}:tenure:${projectGid}`,
		knock: (receiver) => `${prefix}:knock:${receiver}`,
		quota: (account) => `${prefix}:quota:${account}`,
		bull: () => `${prefix}:bull`,
	};
}
