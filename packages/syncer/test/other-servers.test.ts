import test from 'ava';
import { until } from '@aegis/shared/testing';
import { Person } from './helpers/person.ts';
import type { Reply, Seen, Verdict } from './helpers/proxy.ts';
import { Site } from './helpers/site.ts';
import { World } from './helpers/world.ts';

let site: Site;
test.before(async () => {
	site = await Site.open();
});
test.after.always(async () => {
	await site[Symbol.asyncDispose]();
});

const comment = { ref: 'run-1', persona: 'Worker' as const, headline: 'Done.', facts: [] };

/** Answers reads of one address as it did before `from` was called, for `ms` milliseconds: a copy that lags. */
class Lag {
	readonly #matches: (seen: Seen) => boolean;
	readonly #ms: number;
	#last: Reply | null = null;
	#since: number | null = null;
	used = 0;

	constructor(ms: number, matches: (seen: Seen) => boolean) {
		this.#ms = ms;
		this.#matches = matches;
	}

	start(): void {
		this.#since ??= performance.now();
	}

	answer(seen: Seen, { status, text }: { status: number; text: string }): Verdict {
		if (seen.method !== 'GET' || !this.#matches(seen)) return 'pass';
		if (this.#since === null) {
			this.#last = { status, body: text };
			return 'pass';
		}
		if (performance.now() - this.#since > this.#ms || this.#last === null) return 'pass';
		this.used++;
		return this.#last;
	}
}

test.serial(
	'a board that shows the old column for a while after our move is not taken for a person',
	async (t) => {
		await using world = await World.open(site);
		const cardGid = await world.addCard('work');
		world.startSyncer();
		await world.heard('project.status', ({ state }) => state === 'ok');
		const lag = new Lag(1_500, ({ path }) => path.includes(`/tasks/${cardGid}?`));
		world.proxy.onAnswered = (seen, answer) => {
			if (seen.path.includes('/addTask')) lag.start();
			return lag.answer(seen, answer);
		};
		const change = { section: 'Review' } as const;
		await world.apply({ cardGid, seq: 1, expectSection: 'Ready Queue', change });
		await world.apply({ cardGid, seq: 2, expectSection: 'Review', change: { agent: 'Reviewer' } });
		const [first, second] = [
			await world.heard('card.applied', ({ seq }) => seq === 1),
			await world.heard('card.applied', ({ seq }) => seq === 2),
		];
		t.is(first.card?.section, 'Review');
		t.is(second.outcome, 'applied');
		t.true(lag.used > 0);
		const after = world.told.slice(world.told.indexOf(first));
		t.false(after.some((one) => one.type === 'card.observed' && one.card.section === 'Ready Queue'));
	},
);

test.serial(
	'a comment whose answer was lost is not posted again by a board that shows it late',
	async (t) => {
		await using world = await World.open(site);
		const cardGid = await world.addCard('work');
		world.startSyncer();
		await world.heard('project.status', ({ state }) => state === 'ok');
		await world.person.call('GET', `/tasks/${cardGid}/stories`);
		const lag = new Lag(2_000, ({ path }) => path.includes('/stories'));
		let dropped = false;
		world.proxy.onAnswered = (seen, answer) => {
			if (seen.method !== 'POST' || !seen.path.includes('/stories') || dropped)
				return lag.answer(seen, answer);
			dropped = true;
			lag.answer({ method: 'GET', path: seen.path }, { status: 200, text: '{"data":[]}' });
			lag.start();
			return 'drop';
		};
		await world.apply({ cardGid, seq: 1, comment });
		const applied = await world.heard('card.applied');
		t.is(applied.outcome, 'applied');
		t.true(lag.used > 0);
		t.is((await world.person.comments(cardGid)).length, 1);
	},
);

test.serial('a person’s change that is shown later than its event is told all the same', async (t) => {
	await using world = await World.open(site);
	const cardGid = await world.addCard('work');
	world.startSyncer();
	await world.heard('project.status', ({ state }) => state === 'ok');
	const lag = new Lag(1_500, ({ path }) => path.includes(`/tasks/${cardGid}?`));
	world.proxy.onAnswered = (seen, answer) => lag.answer(seen, answer);
	await world.person.call('PUT', `/tasks/${cardGid}`, { notes: 'first' });
	await world.heard('card.observed', ({ card }) => card.notes === 'first');
	// Far enough from the first that the two cannot be one reading.
	await new Promise((resolve) => setTimeout(resolve, 1_500));
	lag.start();
	await world.person.call('PUT', `/tasks/${cardGid}`, { notes: 'second' });
	await world.heard('card.observed', ({ card }) => card.notes === 'second');
	t.true(lag.used > 0);
});

test.serial(
	'a history that lags names nobody as the mover, and then who it was; a comment shown late is told',
	async (t) => {
		await using world = await World.open(site);
		const bot = new Person(site.board.apiUrl, site.board.botToken);
		const [me, robot] = await Promise.all(
			[world.person, bot].map((one) => one.call<{ gid: string }>('GET', '/users/me')),
		);
		const cardGid = await world.addCard('work', 'Drafts');
		world.startSyncer();
		await world.heard('project.status', ({ state }) => state === 'ok');
		const move = (who: Person, section: string): Promise<unknown> =>
			who.call('POST', `/sections/${world.sectionGid(section)}/addTask`, { task: cardGid });
		const lag = new Lag(1_500, ({ path }) => path.includes(`/tasks/${cardGid}/stories`));
		world.proxy.onAnswered = (seen, answer) => lag.answer(seen, answer);
		await move(bot, 'Ready Queue');
		await world.heard('card.observed', ({ card }) => card.movedByGid === robot?.gid);
		await move(bot, 'Drafts');
		await until('it is back in Drafts', () => {
			const last = world.told.findLast((message) => message.type === 'card.observed');
			return last?.card.section === 'Drafts';
		});
		const from = world.told.length;
		lag.start();
		await move(world.person, 'Ready Queue');
		await world.person.call('POST', `/tasks/${cardGid}/stories`, { text: 'shown late' });
		const known = await world.heard(
			'card.observed',
			({ card }) => card.section === 'Ready Queue' && card.movedByGid !== null,
			from,
		);
		t.is(known.card.movedByGid, me?.gid ?? '');
		await world.heard('card.observed', ({ card }) => card.comments.at(-1)?.text === 'shown late', from);
		t.true(lag.used > 0);
	},
);

test.serial('a list that leaves cards out, or fails in the middle, takes no card away', async (t) => {
	await using world = await World.open(site);
	const cards: string[] = [];
	for (const name of ['a', 'b', 'c', 'd']) cards.push(await world.addCard(name));
	world.startSyncer();
	await world.heard('project.status', ({ state }) => state === 'ok');
	const isList = ({ path }: Seen): boolean => path.includes('/tasks?') && path.includes('project=');
	let failing = false;
	world.proxy.onAnswered = (seen, { text }) => {
		if (!isList(seen)) return 'pass';
		const { data } = JSON.parse(text) as { data: unknown[] };
		if (failing && seen.path.includes('offset=')) return { status: 200, body: '{"data":[{"gid"' };
		return { status: 200, body: { data: data.slice(0, 1), next_page: failing ? { offset: 'x' } : null } };
	};
	const from = world.told.length;
	await world.tell({ type: 'project.resync', projectGid: world.projectGid } as { type: string });
	const synced = await world.heard('project.synced', () => true, from);
	t.deepEqual(synced.cardGids.toSorted(), cards.toSorted());
	failing = true;
	await world.tell({ type: 'project.resync', projectGid: world.projectGid } as { type: string });
	await world.heard('project.status', ({ state }) => state === 'degraded', from);
	t.false(world.told.some(({ type }) => type === 'card.gone'));
});

test.serial(
	'a comment whose event names no card is found, and a tokenless or endless answer does no harm',
	async (t) => {
		await using world = await World.open(site);
		const cardGid = await world.addCard('work');
		world.startSyncer();
		await world.heard('project.status', ({ state }) => state === 'ok');
		let answers = 0;
		world.proxy.onAnswered = (seen, { text, status }) => {
			if (!seen.path.includes('/events?') || status !== 200) return 'pass';
			const body = JSON.parse(text) as { data: { parent?: unknown }[]; sync?: string };
			const data = body.data.map((event) => ({ ...event, parent: null, user: null }));
			answers++;
			if (answers % 3 === 0) return { status, body: { data, has_more: true } };
			return { status, body: { ...body, data, has_more: data.length === 0 } };
		};
		await world.person.call('POST', `/tasks/${cardGid}/stories`, { text: 'who reads this?' });
		await world.heard('card.observed', ({ card }) => card.comments.at(-1)?.text === 'who reads this?');
		await world.move(cardGid, 'Review');
		await world.heard('card.observed', ({ card }) => card.section === 'Review');
		t.true(answers > 0);
	},
);

test.serial('an option that was disabled is said with the command, and the rest goes on', async (t) => {
	await using world = await World.open(site);
	const cardGid = await world.addCard('work');
	world.startSyncer();
	await world.heard('project.status', ({ state }) => state === 'ok');
	const { enum_options: options } = await world.field('Agent');
	const gid = options.find(({ name }) => name === 'Planner')?.gid;
	await world.person.call('PUT', `/enum_options/${gid}`, { enabled: false });
	await world.apply({ cardGid, seq: 1, change: { agent: 'Planner' }, comment });
	const failed = await world.heard('card.applied');
	t.is(failed.outcome, 'failed');
	t.regex(failed.detail ?? '', /Enum option \d+ is disabled/);
	t.is((await world.person.comments(cardGid)).length, 1);
	await world.person.call('PUT', `/enum_options/${gid}`, { enabled: true });
	await world.apply({ cardGid, seq: 2, change: { agent: 'Planner' } });
	const applied = await world.heard('card.applied', ({ seq }) => seq === 2);
	t.is(applied.card?.agent, 'Planner');
});

test.serial(
	'a card whose comments the board refuses to show is said, and does not stop the others',
	async (t) => {
		await using world = await World.open(site);
		const bad = await world.addCard('bad');
		const good = await world.addCard('good');
		const isRefused = ({ method, path }: Seen): boolean =>
			method === 'GET' && (path.includes(`/tasks/${bad}/stories`) || path.includes('section='));
		world.proxy.onAnswered = (seen) =>
			isRefused(seen) ? { status: 403, body: { errors: [{ message: 'Forbidden' }] } } : 'pass';
		world.startSyncer();
		const status = await world.heard('project.status');
		t.regex(status.detail ?? '', new RegExp(`refuses the comments.* of 1 cards: ${bad}`));
		await world.move(good, 'Review');
		await world.heard('card.observed', ({ card }) => card.gid === good && card.section === 'Review');
		await world.move(bad, 'Review');
		const seen = await world.heard(
			'card.observed',
			({ card }) => card.gid === bad && card.section === 'Review',
		);
		// Whoever moved it: nothing may start on a card nobody can vouch for.
		t.is(seen.card.movedByGid, null);
	},
);
