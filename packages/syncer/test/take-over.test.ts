import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { BoardComment } from '@aegis/shared/domain';
import { readEffects } from '@aegis/shared/effects';
import { openBlackHole, until } from '@aegis/shared/testing';
import type { Child } from './helpers/child.ts';
import { Site } from './helpers/site.ts';
import { World } from './helpers/world.ts';

let site: Site;
test.before(async () => {
	site = await Site.open();
});
test.after.always(async () => {
	await site[Symbol.asyncDispose]();
});

/** A project with one card, and a syncer that follows it and has told of the card. */
async function open(env: Record<string, string> = {}) {
	await using stack = new AsyncDisposableStack();
	const world = stack.use(await World.open(site));
	const cardGid = await world.addCard('card');
	const first = world.startSyncer(env);
	await follows(first);
	await world.heard('card.observed');
	const opened = stack.move();
	return { world, cardGid, first, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

/** Gives a command and waits for the word that it was carried out. */
async function carryOut(world: World, command: Parameters<World['apply']>[0]) {
	await world.apply(command);
	return world.heard('card.applied', ({ seq }) => seq === command.seq);
}

function comment(ref: string): BoardComment {
	return { ref, persona: 'Triage', headline: `Said ${ref}.`, facts: [], body: '' };
}

const follows = (child: Child): Promise<unknown> =>
	until('it follows the project', () => child.lines.some((line) => line.includes('following the project')));

/** One comment per command, whoever wrote it. */
async function checkComments(
	t: ExecutionContext,
	world: World,
	cardGid: string,
	count: number,
): Promise<void> {
	const comments = await world.person.comments(cardGid);
	t.is(comments.length, count, comments.join('\n---\n'));
}

test.serial(
	'killed after its comment was posted: another machine goes on, and nothing is said twice',
	async (t) => {
		await using room = await open();
		const { world, cardGid, first } = room;
		const heir = world.startSyncer(world.anotherMachine('b'));
		await carryOut(world, { cardGid, seq: 1, comment: comment('run-1.1') });

		// The board has the second comment; the syncer never hears of it.
		world.proxy.onAnswered = ({ method, path }) => {
			if (method !== 'POST' || !path.includes('/stories') || first.process.killed) return 'pass';
			first.kill('SIGKILL');
			return 'drop';
		};
		await world.apply({ cardGid, seq: 2, change: { section: 'Planning' }, comment: comment('run-2.1') });
		t.is(await first.exited, null);
		const killedAt = performance.now();
		const applied = await world.heard('card.applied', ({ seq }) => seq === 2);
		t.log(`told after ${Math.round(performance.now() - killedAt)} ms`);
		t.is(applied.outcome, 'applied');
		await follows(heir);
		await checkComments(t, world, cardGid, 2);

		// What a person does is seen as newer than all that was commanded, and the numbers go on.
		await world.move(cardGid, 'Review');
		const seen = await world.heard('card.observed', (message) => message.card.section === 'Review');
		t.is(seen.appliedSeq, 2);
		await carryOut(world, { cardGid, seq: 3, comment: comment('run-3.1') });
		await checkComments(t, world, cardGid, 3);
	},
);

test.serial(
	'stopped in its tracks: replaced meanwhile, it does and says nothing more when it wakes',
	async (t) => {
		await using room = await open();
		const { world, cardGid, first } = room;
		const heir = world.startSyncer(world.anotherMachine('b'));
		first.kill('SIGSTOP');
		const stoppedAt = performance.now();
		await carryOut(world, { cardGid, seq: 1, change: { section: 'Planning' }, comment: comment('run-1.1') });
		t.log(`taken over after ${Math.round(performance.now() - stoppedAt)} ms`);
		await world.move(cardGid, 'Review');
		await world.heard('card.observed', (message) => message.card.section === 'Review');

		const told = world.told.length;
		first.kill('SIGCONT');
		t.not(await first.exited, 0);
		await carryOut(world, { cardGid, seq: 2, comment: comment('run-2.1') });
		await checkComments(t, world, cardGid, 2);
		const stale = world.told
			.slice(told)
			.filter((message) => message.type === 'card.observed' && message.card.section !== 'Review');
		t.deepEqual(stale, []);
		t.is(heir.process.exitCode, null);
	},
);

test.serial(
	'cut off from Redis: it stops before another may start, and what it still wanted to write is written once',
	async (t) => {
		await using network = await openBlackHole(site.redisSocket);
		await using room = await open({ REDIS_URL: network.redisUrl });
		const { world, cardGid, first } = room;
		// It has the command and cannot carry it out yet.
		await site.fault({ method: 'POST', path: `/tasks/${cardGid}/stories`, status: 503, times: 1_000_000 });
		await world.apply({ cardGid, seq: 1, comment: comment('run-1.1') });
		await until('it has tried', () =>
			world.proxy.seen.some(({ path }) => path.includes(`${cardGid}/stories`)),
		);

		network.swallow();
		const cutAt = performance.now();
		const heir = world.startSyncer(world.anotherMachine('b'));
		await follows(heir);
		t.log(`taken over after ${Math.round(performance.now() - cutAt)} ms`);
		await site.fault({ clear: true });
		await world.heard('card.applied', ({ seq }) => seq === 1);
		network.restore();
		t.not(await first.exited, 0);
		await carryOut(world, { cardGid, seq: 2, comment: comment('run-2.1') });
		await checkComments(t, world, cardGid, 2);
	},
);

test.serial(
	'one that comes back with an old store forgets what it wanted to say and goes on where the other was',
	async (t) => {
		await using room = await open();
		const { world, cardGid, first } = room;
		await carryOut(world, { cardGid, seq: 1, comment: comment('run-1.1') });
		first.kill('SIGTERM');
		await first.exited;
		const other = world.startSyncer(world.anotherMachine('b'));
		await follows(other);
		await carryOut(world, { cardGid, seq: 2, change: { section: 'Planning' }, comment: comment('run-2.1') });
		other.kill('SIGKILL');
		await other.exited;

		const told = world.told.length;
		world.startSyncer();
		const seen = await world.heard('card.observed', () => true, told);
		t.is(seen.appliedSeq, 2);
		t.is(seen.card.section, 'Planning');
		await carryOut(world, { cardGid, seq: 3, comment: comment('run-3.1') });
		await checkComments(t, world, cardGid, 3);
	},
);

test.serial(
	'a master that does not answer keeps nobody from reading the board; nothing is written until it does',
	async (t) => {
		await using world = await World.open(site);
		world.answers = false;
		const cardGid = await world.addCard('card');
		const syncer = world.startSyncer();
		await world.heard('card.observed', ({ card }) => card.gid === cardGid);
		await world.apply({ cardGid, seq: 1, comment: comment('run-1.1') });
		await world.move(cardGid, 'Planning');
		await world.heard('card.observed', ({ card }) => card.section === 'Planning');
		t.is((await world.person.comments(cardGid)).length, 0);

		await world.answerNow();
		await world.heard('card.applied', ({ seq }) => seq === 1);
		await follows(syncer);
		await checkComments(t, world, cardGid, 1);
	},
);

test.serial(
	'the answers were lost with what Redis held: what is done once more is told to begin anew',
	async (t) => {
		await using world = await World.open(site);
		const cardGid = await world.addCard('card');
		const effects = (): string[] =>
			readEffects(join(world.home, 'effects')).records.flatMap((effect) =>
				effect.kind === 'base' || effect.kind === 'written' ? [`${effect.kind} ${effect.seq}`] : [],
			);
		await world.apply({ cardGid, seq: 1, change: { costUsd: 0.1 } });
		await world.apply({ cardGid, seq: 2, change: { costUsd: 0.2 }, comment: comment('run-2.1') });
		await world.apply({ cardGid, seq: 3, change: { section: 'Planning' } });
		const first = world.startSyncer();
		await world.heard('card.applied', ({ seq }) => seq === 3);
		await until('it is written down', () => effects().includes('written 3'));
		first.kill('SIGKILL');
		await first.exited;
		t.deepEqual(effects(), ['base 0', 'written 1', 'written 2', 'written 3']);

		world.told.splice(0);
		await world.redis.del(world.keys.tenure(world.projectGid));
		world.startSyncer();
		await world.heard('card.applied', ({ seq }) => seq === 3);
		await until('it is written down again', () => effects().length >= 8);
		t.deepEqual(effects().slice(4), ['base 0', 'written 1', 'written 2', 'written 3']);
		await checkComments(t, world, cardGid, 1);
	},
);
