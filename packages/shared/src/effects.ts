/** What really happened, one record per effect: written by the services as it happens, read by the checker of the promises. */
export * from './effects/effect.ts';
export * from './effects/effect-log.ts';
export * from './effects/chain.ts';
export * from './effects/newest.ts';
export * from './effects/origin.ts';
export * from './effects/read-effects.ts';
