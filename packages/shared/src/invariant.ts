export * from './invariant/invariant.ts';
export { invariants } from './invariant/invariants.ts';
