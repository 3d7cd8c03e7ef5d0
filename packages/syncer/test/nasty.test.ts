import test from 'ava';
import type { CardSnapshot } from '@aegis/shared/domain';
import type { AsanaApply } from '@aegis/shared/messages';
import { until } from '@aegis/shared/testing';
import { Chance } from './helpers/nasty/chance.ts';
import { NastyBoard } from './helpers/nasty/nasty-board.ts';
import { Site } from './helpers/site.ts';
import { World } from './helpers/world.ts';

let site: Site;
test.before(async () => {
	site = await Site.open();
});
test.after.always(async () => {
	await site[Symbol.asyncDispose]();
});

const places = ['Drafts', 'Ready Queue', 'In Progress', 'Review', 'Done'] as const;
const patienceMs = 120_000;

/** What a card is, for a person who looks at the board. */
interface Facts {
	readonly name: string;
	readonly notes: string;
	readonly completed: boolean;
	readonly section: string;
	readonly agent: string | null;
	readonly steps: readonly string[];
	readonly comments: readonly string[];
}

async function lookAt(world: World, gid: string): Promise<Facts | null> {
	const fields =
		'name,notes,completed,memberships.section.name,custom_fields.name,custom_fields.display_value';
	const task = await world.person
		.call<{
			name: string;
			notes: string;
			completed: boolean;
			memberships: { section: { name: string } }[];
			custom_fields: { name: string; display_value: string | null }[];
		}>('GET', `/tasks/${gid}?opt_fields=${fields}`)
		.catch(() => null);
	const section = task?.memberships[0]?.section.name;
	if (task === null || section === undefined) return null;
	const { name, notes, completed } = task;
	const agent = task.custom_fields.find((field) => field.name === 'Agent')?.display_value ?? null;
	const quiet = section === 'Drafts' || section === 'Done';
	const steps = quiet ? [] : await world.person.call<{ name: string }[]>('GET', `/tasks/${gid}/subtasks`);
	const comments = quiet ? [] : await world.person.comments(gid);
	return { name, notes, completed, section, agent, steps: steps.map((step) => step.name), comments };
}

function factsOf(card: CardSnapshot): Facts {
	const quiet = card.section === 'Drafts' || card.section === 'Done';
	return {
		name: card.name,
		notes: card.notes,
		completed: card.completed,
		section: card.section ?? '',
		agent: card.agent,
		steps: quiet ? [] : card.subtasks.map((step) => step.name),
		comments: quiet ? [] : card.comments.map((comment) => comment.text.trimEnd()),
	};
}

function toldOf(world: World, gid: string): Facts | null {
	const last = world.told.findLast(
		(message) =>
			((message.type === 'card.observed' || message.type === 'card.applied') && message.card?.gid === gid) ||
			(message.type === 'card.gone' && message.cardGid === gid),
	);
	if (last === undefined || last.type === 'card.gone') return null;
	return 'card' in last && last.card !== null ? factsOf(last.card) : null;
}

const seeds = (process.env['AEGIS_NASTY_SEEDS'] ?? '1,2,3').split(',').map(Number);
for (const seed of seeds) {
	test.serial(
		`another server, seed ${seed}: the master is told what is so, no comment is doubled`,
		async (t) => {
			t.timeout(300_000);
			await using world = await World.open(site);
			await using nasty = await NastyBoard.open(world.proxy.url, seed);
			const chance = new Chance(seed * 7_919);
			const { person } = world;
			const cards: string[] = [];
			for (let index = 0; index < 6; index++)
				cards.push(await world.addCard(`card ${index}`, chance.pick(places)));
			const syncer = world.startSyncer({
				ASANA_BASE_URL: `${nasty.url}${new URL(site.board.apiUrl).pathname}`,
				AEGIS_POLL_SECONDS: '0.3',
			});
			await until(
				'the project is read',
				() => world.told.some(({ type }) => type === 'project.synced'),
				patienceMs,
			);

			const seqs = new Map<string, number>();
			const refs: { cardGid: string; ref: string }[] = [];
			const deleted = new Set<string>();
			const card = (): string => cards[Math.floor(chance.next() * cards.length)] ?? '';
			const acts = [
				(gid: string) => world.move(gid, chance.pick(places)),
				(gid: string) => person.call('POST', `/tasks/${gid}/stories`, { text: `said ${chance.next()}` }),
				(gid: string) => person.call('PUT', `/tasks/${gid}`, { notes: `note ${chance.next()}` }),
				(gid: string) => person.call('PUT', `/tasks/${gid}`, { completed: chance.is(0.5) }),
				(gid: string) => person.call('POST', `/tasks/${gid}/subtasks`, { name: `step ${chance.next()}` }),
				async () => void cards.push(await world.addCard(`late ${cards.length}`, chance.pick(places))),
				async (gid: string) => {
					if (deleted.size > 1 || seqs.has(gid)) return;
					await person.call('DELETE', `/tasks/${gid}`);
					deleted.add(gid);
					cards.splice(cards.indexOf(gid), 1);
				},
				...Array.from({ length: 4 }, () => async (gid: string) => {
					const seq = (seqs.get(gid) ?? 0) + 1;
					seqs.set(gid, seq);
					const ref = `run-${gid}.${seq}`;
					refs.push({ cardGid: gid, ref });
					const change = chance.pick<AsanaApply['change']>([
						{ agent: 'Worker', reason: ref },
						{ section: 'Review', agent: 'Reviewer' },
						{ section: 'In Progress' },
					]);
					const comment = { ref, persona: 'Worker' as const, headline: `<${ref}> & "more"`, facts: [] };
					await world.apply({ cardGid: gid, seq, change, comment });
				}),
			] as const;
			for (let step = 0; step < 40; step++) {
				const gid = card();
				await (acts[Math.floor(chance.next() * acts.length)] ?? acts[0])(gid);
				await new Promise((resolve) => setTimeout(resolve, chance.next() * 200));
			}

			const answered = (): number => world.told.filter(({ type }) => type === 'card.applied').length;
			await until('every command is answered', () => answered() === refs.length, patienceMs);
			for (const gid of [...cards, ...deleted]) {
				const truth = await lookAt(world, gid);
				const told = (): boolean => JSON.stringify(toldOf(world, gid)) === JSON.stringify(truth);
				await until(`${gid} is told as it is`, told, patienceMs).catch(() => {
					t.deepEqual(toldOf(world, gid), truth, `card ${gid}`);
				});
			}
			for (const { cardGid, ref } of refs) {
				const texts = await person.comments(cardGid);
				t.is(texts.filter((text) => text.endsWith(`aegis:${ref}`)).length, 1, ref);
			}
			const seen = world.told.flatMap((one) => (one.type === 'card.observed' ? one.card.comments : []));
			t.true(seen.every((comment) => comment.own === comment.text.includes('aegis:run-')));
			t.is(syncer.process.exitCode, null);
			t.is(await world.redis.xlen(world.keys.deadLetters()), 0);
		},
	);
}
