// Writes docs/cli.md from the commands.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cloneRoot } from '../instance/service-paths.ts';
import { createProgram } from '../program.ts';
import { describeCommands } from './describe-commands.ts';

const program = createProgram(async () => {}, process);
writeFileSync(join(cloneRoot, 'docs/cli.md'), describeCommands(program));
