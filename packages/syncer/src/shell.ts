/** The syncer's shell without a machine: what runs in production on real ports, and in the simulation on its own. */
export { Syncer, type SyncerParts } from './syncer.ts';
export type { BoardOrders, BoardQuestions } from './asana/board-calls.ts';
export type { BoardWrite } from './store/board-writes.ts';
export type { Cursor } from './store/cursor.ts';
export type { MirroredCard } from './store/mirror.ts';
export type { ProjectEdit, ProjectFacts } from './store/project-facts.ts';
