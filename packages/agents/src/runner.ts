import { claude } from './runner/claude/index.ts';
import type { Runner } from './runner/contract.ts';

export type * from './runner/contract.ts';
export { parseCommandLine } from './runner/command-line.ts';
export { isStandIn } from './runner/stand-in.ts';
export { isModelVariable } from './runner/claude/environment.ts';

/** Every coding CLI Aegis can run, by the name it is configured with. */
export const runners: Readonly<Record<string, Runner>> = { claude };
