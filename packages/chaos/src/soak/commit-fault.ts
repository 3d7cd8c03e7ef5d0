import { setTimeout as sleep } from 'node:timers/promises';
import { failpoints, type FailpointName } from '@aegis/shared/failpoint';
import { signalProcess } from '@aegis/shared/process';
import { arm, disarm } from '../installation/arming.ts';
import { waitFor } from '../installation/wait.ts';
import type { Fault, Service } from './choose-fault.ts';
import type { World } from './world.ts';

/** Milliseconds a killed service may take to be there again before it counts as lost. */
const backMs = 60_000;

/** Does it, and undoes what is to be undone; resolves with how long a killed service was away, in milliseconds. */
export async function commitFault(world: World, fault: Fault): Promise<number | null> {
	switch (fault.kind) {
		case 'kill':
			return kill(world, fault.service);
		case 'stop': {
			const pid = pidOf(world, fault.service);
			if (pid === null) return null;
			signalProcess(pid, 'SIGSTOP');
			await sleep(fault.ms);
			signalProcess(pid, 'SIGCONT');
			return null;
		}
		case 'failpoint': {
			const names = Object.keys(failpoints) as FailpointName[];
			const name = names[Math.floor(fault.draw * names.length)] ?? 'worker.after-push';
			arm(world.place.armed, name, { action: 'kill', about: null });
			await sleep(3_000);
			disarm(world.place.armed, name);
			return null;
		}
		case 'line':
			world.line.set(fault.weather);
			await sleep(fault.ms);
			world.line.set({});
			return null;
		case 'reset':
			world.line.reset();
			return null;
		case 'redis-kill': {
			const startedAt = performance.now();
			await world.redis.kill();
			await world.redis.start();
			return performance.now() - startedAt;
		}
		case 'redis-wipe':
			await world.redis.ask((redis) => redis.flushall()).catch(() => null);
			return null;
		case 'redis-rollback':
			await world.redis.snapshot();
			await sleep(2_000);
			await world.redis.rollBack();
			return null;
		case 'expire-tokens':
			await world.board.misbehave({ expireTokens: true });
			return null;
		case 'board':
			await world.board.misbehave(fault.fault);
			return null;
	}
}

async function kill(world: World, service: Service): Promise<number | null> {
	const startedAt = performance.now();
	if (service === 'board') {
		await world.restartBoard();
		return performance.now() - startedAt;
	}
	const pid = pidOf(world, service);
	if (pid === null) return null;
	signalProcess(pid, 'SIGKILL');
	const isBack = (): boolean => {
		const now = pidOf(world, service);
		return now !== null && now !== pid;
	};
	await waitFor(`${service} is back`, isBack, { timeoutMs: backMs, everyMs: 10 });
	return performance.now() - startedAt;
}

function pidOf(world: World, service: Service): number | null {
	if (service === 'board') return world.boardPid();
	return world.installation.services().find(({ name }) => name.startsWith(service))?.pid ?? null;
}
