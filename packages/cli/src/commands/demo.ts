import type { Command } from 'commander';
import type { Run } from '../context.ts';
export function registerDemo(_program: Command, _run: Run): void {}
