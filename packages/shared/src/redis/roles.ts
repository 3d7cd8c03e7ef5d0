/** Which service of an installation somebody is at Redis; each has a user of its own where users are set up. */
export const redisRoles = ['master', 'syncer', 'worker', 'dashboard', 'cli', 'board'] as const;
export type RedisRole = (typeof redisRoles)[number];

/** Who may put a message into a mailbox at all. */
export const senders = ['master', 'syncer', 'worker', 'dashboard', 'cli'] as const;
export type Sender = (typeof senders)[number];

/** Which service an actor of this name belongs to. A worker's name is the operator's choice, and none of the others. */
export function senderOf(actor: string): Sender {
	if (actor === 'master' || actor === 'standby') return 'master';
	if (actor.startsWith('syncer.')) return 'syncer';
	return actor === 'dashboard' || actor === 'cli' ? actor : 'worker';
}
