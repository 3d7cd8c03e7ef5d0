import test from 'ava';
import * as fc from 'fast-check';
import { agentNames, customFields, sections } from '@aegis/shared/domain';
import { coalesce, type Command } from '../../src/core/coalesce.ts';
import { fieldKeys, mapFields } from '../../src/core/field-map.ts';
import { planWrite } from '../../src/core/plan-write.ts';
import { sectionOf } from '../../src/core/read-card.ts';
import type { BoardTask } from '../../src/core/board-task.ts';
import { bareTask } from '../helpers/bare-task.ts';

const projectGid = 'p';
/** A project without the option Worker and without the section Done. */
const map = mapFields(
	sections.filter((name) => name !== 'Done').map((name) => ({ gid: `section ${name}`, name })),
	fieldKeys.map((key) => {
		const definition = customFields[key];
		const names = definition.type === 'enum' ? definition.options.filter((name) => name !== 'Worker') : [];
		const options = names.map((name) => ({ gid: `option ${name}`, name, enabled: true }));
		return { gid: `field ${key}`, name: definition.name, type: definition.type, options };
	}),
);

function card(section: string): BoardTask {
	return bareTask({
		memberships: [{ projectGid, sectionGid: `section ${section}`, sectionName: section }],
	});
}

interface Told {
	readonly seq: number;
	readonly outcome: string;
}

/** A board with one card, and what the master and the card's people heard. */
class Board {
	task: BoardTask;
	readonly told: Told[] = [];
	readonly comments: object[] = [];
	requests = 0;

	constructor(section: string) {
		this.task = card(section);
	}

	/** Carries out one write; without an answer the writer does not know that it was. */
	write(write: Command, seqs: readonly number[], { tried = false, answered = true } = {}): void {
		this.requests++;
		const plan = planWrite({ ...write, projectGid, tried }, this.task, map);
		if (write.comment !== null && !this.comments.includes(write.comment)) this.comments.push(write.comment);
		if (plan.kind === 'write') {
			if (plan.moveTo !== null) {
				const name = plan.moveTo.replace('section ', '');
				this.task = { ...this.task, memberships: card(name).memberships };
			}
			this.#set(plan.update);
		}
		const outcome = { write: 'applied', refuse: 'refused', impossible: 'failed' }[plan.kind];
		if (answered) for (const seq of seqs) this.told.push({ seq, outcome });
	}

	#set(update: { completed?: boolean; custom_fields?: Record<string, unknown> } | null): void {
		const fields = new Map(this.task.fields.map((field) => [field.gid, field]));
		for (const [gid, value] of Object.entries(update?.custom_fields ?? {})) {
			fields.set(gid, {
				gid,
				number: typeof value === 'number' ? value : null,
				text: typeof value === 'string' && !value.startsWith('option ') ? value : null,
				enumName: typeof value === 'string' && value.startsWith('option ') ? value.slice(7) : null,
			});
		}
		this.task = {
			...this.task,
			completed: update?.completed ?? this.task.completed,
			fields: [...fields.values()].toSorted((a, b) => a.gid.localeCompare(b.gid)),
		};
	}

	/** What people see; a field that is cleared looks as one that was never set. */
	get looks(): object {
		const { fields, completed } = this.task;
		const set = fields.filter(
			({ number, text, enumName }) => number !== null || text !== null || enumName !== null,
		);
		return { set, completed, section: sectionOf(this.task, projectGid) };
	}
}

const place = fc.constantFrom('Triage', 'Planning', 'Done');
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const seldom = <T, N>(arbitrary: fc.Arbitrary<T>, nil: N): fc.Arbitrary<T | N> =>
	fc.oneof({ weight: 6, arbitrary: fc.constant(nil) }, { weight: 1, arbitrary });
const change = fc
	.record({
		section: seldom(place, undefined),
		completed: seldom(fc.constant(true), undefined),
		agent: maybe(fc.option(fc.constantFrom(...agentNames), { nil: null })),
		costUsd: maybe(fc.constantFrom(0.5, 1, 2)),
		reason: maybe(fc.option(fc.constantFrom('one', 'two'), { nil: null })),
		swarmStatus: maybe(fc.constantFrom('Running', 'Queued')),
	})
	.map((given) => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
const commands = fc
	.array(
		fc.record({
			expectSection: fc.constantFrom(null, null, null, 'Triage'),
			change,
			comment: seldom(fc.record({ ref: fc.uuid() }), null),
		}),
		{ minLength: 1, maxLength: 10 },
	)
	.map((list) => list.map((command, index): Command => ({ ...command, seq: index + 1 })));

function writeSingly(section: string, list: readonly Command[]): Board {
	const board = new Board(section);
	for (const command of list) board.write(command, [command.seq]);
	return board;
}

function writeTogether(section: string, list: readonly Command[], loses: (round: number) => boolean): Board {
	const board = new Board(section);
	let left = list;
	for (let round = 0; ; round++) {
		const [first, ...others] = left;
		if (first === undefined) return board;
		const { merged, members } = coalesce([first, ...others], map);
		const seqs = members.map(({ seq }) => seq);
		// Killed before it was recorded: the next process finds all of them again.
		if (loses(round)) {
			board.write(merged, seqs, { answered: false });
			board.write(merged, seqs, { tried: true });
		} else board.write(merged, seqs);
		left = left.slice(members.length);
	}
}

test('written together or one by one: the board and all answers are the same, and no comment is left out', (t) => {
	let saved = 0;
	fc.assert(
		fc.property(place, commands, (section, list) => {
			const single = writeSingly(section, list);
			const together = writeTogether(section, list, () => false);
			t.deepEqual(together.looks, single.looks);
			t.deepEqual(together.told, single.told);
			t.deepEqual(together.comments, single.comments);
			t.true(together.requests <= single.requests);
			saved += single.requests - together.requests;
		}),
		{ numRuns: 1_000 },
	);
	t.true(saved > 500, String(saved));
});

test('the same when the syncer is killed after any of the writes and finds the commands again', (t) => {
	fc.assert(
		fc.property(place, commands, fc.array(fc.boolean()), (section, list, losses) => {
			const single = writeSingly(section, list);
			// Whether a refused command found its own move or a person's cannot be known after a kill, together or not.
			fc.pre(single.told.every(({ outcome }) => outcome !== 'refused'));
			const together = writeTogether(section, list, (round) => losses[round] ?? false);
			t.deepEqual(together.looks, single.looks);
			t.deepEqual(together.told, single.told);
			t.deepEqual(together.comments, single.comments);
		}),
		{ numRuns: 1_000 },
	);
});

test('a value that a later one replaces is not written; the move takes it along', (t) => {
	const base = { expectSection: 'Triage', comment: null };
	const { merged, members } = coalesce<Command>(
		[
			{ ...base, seq: 4, change: { reason: 'waiting', costUsd: 1 } },
			{ ...base, seq: 5, change: { reason: null } },
			{ ...base, seq: 6, change: { section: 'Planning', costUsd: 2 }, comment: { ref: 'r' } },
			{ ...base, seq: 7, change: { reason: 'too late' } },
		],
		map,
	);
	t.deepEqual(merged, {
		...base,
		seq: 6,
		change: { section: 'Planning', reason: null, costUsd: 2 },
		comment: { ref: 'r' },
	});
	t.is(members.length, 3);
});

test('not together: another expectation, a gap, a second comment, an option that is missing', (t) => {
	const first: Command = { seq: 1, expectSection: null, change: { reason: 'a' }, comment: { ref: '1' } };
	const next = { seq: 2, expectSection: null, change: { reason: 'b' }, comment: null };
	const count = (command: Command): number => coalesce([first, command], map).members.length;
	t.is(count(next), 2);
	t.is(count({ ...next, expectSection: 'Triage' }), 1);
	t.is(count({ ...next, seq: 3 }), 1);
	t.is(count({ ...next, comment: { ref: '2' } }), 1);
	t.is(count({ ...next, change: { agent: 'Worker' } }), 1);
});
