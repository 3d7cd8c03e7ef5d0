import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import type { Machine } from './core/report.ts';

/** Describes the machine; what it cannot find out it calls unknown. */
export function describeMachine(root: string): Machine {
	const processors = cpus();
	return {
		cpu: processors[0]?.model.trim() ?? 'unknown',
		cores: processors.length,
		memoryGb: Math.round(totalmem() / 2 ** 30),
		system: `${type()} ${release()}`,
		node: process.versions.node,
		redis: /v=([\d.]+)/.exec(ask('redis-server', '--version'))?.[1] ?? 'unknown',
		git: /[\d.]+/.exec(ask('git', '--version'))?.[0] ?? 'unknown',
		revision: ask('git', '-C', root, 'rev-parse', '--short', 'HEAD').trim() || 'unknown',
		date: new Date().toISOString().slice(0, 10),
		load: (loadavg()[0] ?? 0) / processors.length,
	};
}

function ask(command: string, ...args: string[]): string {
	try {
		return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
	} catch {
		return '';
	}
}
