import type { Command } from 'commander';
import type { Run } from '../context.ts';
import { registerAsana } from './asana.ts';
import { registerBoard } from './board.ts';
import { registerCompletion } from './completion.ts';
import { registerConnect } from './connect.ts';
import { registerCost } from './cost.ts';
import { registerDemo } from './demo.ts';
import { registerDoctor } from './doctor.ts';
import { registerDown } from './down.ts';
import { registerInit } from './init.ts';
import { registerLogs } from './logs.ts';
import { registerOpen } from './open.ts';
import { registerOverview } from './overview.ts';
import { registerPause } from './pause.ts';
import { registerProject } from './project.ts';
import { registerRedisUsers } from './redis-users.ts';
import { registerResume } from './resume.ts';
import { registerStatus } from './status.ts';
import { registerTask } from './task.ts';
import { registerTop } from './top.ts';
import { registerUp } from './up.ts';
import { registerVerify } from './verify.ts';

/**
 * Every command, in the order help shows them. A command file holds words and options; what it does is imported when
 * it runs, so that one command does not wait for the libraries of another.
 */
export const commands: readonly ((program: Command, run: Run) => void)[] = [
	registerOverview,
	registerDemo,
	registerInit,
	registerConnect,
	registerUp,
	registerDown,
	registerStatus,
	registerTop,
	registerOpen,
	registerTask,
	registerProject,
	registerPause,
	registerResume,
	registerCost,
	registerLogs,
	registerDoctor,
	registerVerify,
	registerBoard,
	registerAsana,
	registerCompletion,
	registerRedisUsers,
];
