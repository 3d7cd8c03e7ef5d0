/** Processes: who one is, and what belongs together. */
export * from './process/identity.ts';
export * from './process/mentions.ts';
export * from './process/scope.ts';
