/** The worker's shell without a machine: what runs in production on real ports, and in the simulation on its own. */
export { Worker, type CarryOut, type WorkerParts } from './worker.ts';
export { RunStopped, type HeldRun } from './lease/held-run.ts';
export type { MasterLine } from './master-line.ts';
export type { FinishedRun, ResultStore } from './result/result-store.ts';
export { executeRun } from './run/execute-run.ts';
export type { OngoingRun } from './run/ongoing-run.ts';
export type { ReadyWorktree, Workplace } from './run/workplace.ts';
export type { MergeSite } from './merge/merge-site.ts';
export { mergeInRounds } from './merge/merge-rounds.ts';
export type { AgentEnd } from './process/agent-process.ts';
