export type * from './runner/contract.ts';
export { parseCommandLine } from './runner/command-line.ts';
