/** The actor runtime: durable mailboxes, transactional inbox and outbox, tell and ask. */
export * from './actor/actor.ts';
export type { ActorOptions } from './actor/actor-options.ts';
export type { Carrier } from './actor/carrier.ts';
export * from './actor/mailbox.ts';
export * from './actor/redis-carrier.ts';
export * from './actor/redis-mailbox.ts';
export * from './actor/dead-letters.ts';
export * from './actor/outgoing.ts';
export * from './actor/outbox.ts';
export * from './actor/peer.ts';
