import type { Command } from 'commander';
import type { Run } from '../context.ts';
export function registerDoctor(_program: Command, _run: Run): void {}
