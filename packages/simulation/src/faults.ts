import { durations } from './durations.ts';
import type { World } from './world.ts';

const meanGapMs = 5_000;

/** Chooses what goes wrong, and what people do, one thing after another, as long as the world is faulty. */
export function letThingsGoWrong(world: World): void {
	const { loop, random } = world.room;
	const appetite = random.between(0.3, 1.5);
	const next = (): void => {
		if (!world.faulty) return;
		if (random.chance(0.5)) world.person.meddle(random.pick(world.cards));
		else pickFault(world);
		loop.after(random.delay(meanGapMs / appetite), next);
	};
	loop.after(random.delay(meanGapMs), next);
}

function pickFault(world: World): void {
	const { loop, random, redis, git } = world.room;
	const process = random.pick(world.processes);
	const worker = random.pick(world.workers);
	switch (Math.floor(random.next() * 11)) {
		case 0:
		case 1:
			process.crash();
			loop.after(random.delay(1_500), () => process.start());
			break;
		case 2: {
			const actor = random.pick([world.master, world.syncer]);
			actor.diesAfterCommit = true;
			loop.after(random.between(1_000, 6_000), () => actor.start());
			break;
		}
		case 3:
			worker.pause(random.between(1_000, 3 * durations.lease));
			worker.stallJobs();
			break;
		case 4:
			process.pause(random.between(200, 8_000));
			break;
		case 5:
		case 6:
			worker.cutUntil = loop.now + random.between(500, 3 * durations.lease);
			worker.stallJobs();
			break;
		case 7:
			redis.lose(random);
			world.room.log({ kind: 'redis-lost', card: '' });
			break;
		case 8:
			redis.awayUntil = loop.now + random.between(500, 20_000);
			break;
		case 9:
			process.skew += random.between(-30_000, 30_000);
			break;
		case 10:
			git.moveMain();
			break;
	}
	if (random.chance(0.3)) redis.save();
	if (random.chance(0.3)) git.moveMain();
}

/** Everything that was broken is whole again; a pause ends by itself. */
export function heal(world: World): void {
	world.faulty = false;
	const { loop, redis } = world.room;
	redis.awayUntil = loop.now;
	for (const process of world.processes) {
		process.cutUntil = loop.now;
		process.start();
	}
	world.master.diesAfterCommit = false;
	world.syncer.diesAfterCommit = false;
	for (const gid of world.cards) world.person.restore(gid);
	world.person.resumeAll(world.cards);
}
