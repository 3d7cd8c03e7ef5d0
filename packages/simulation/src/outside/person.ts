import { sections } from '@aegis/shared/domain';
import type { PauseTarget, ToMaster } from '@aegis/shared/messages';
import type { Room } from '../room.ts';
import { projectGid } from './board.ts';

type Order = Extract<ToMaster, { type: 'work.pause' | 'work.resume' | 'card.stop' }>;

function targetsOf(cards: readonly string[]): PauseTarget[] {
	const each = cards.map((gid) => ({ scope: 'card' as const, gid }));
	return [{ scope: 'all' }, { scope: 'project', gid: projectGid }, ...each];
}

/** What people do on the board: mostly what helps, now and then anything at all. */
export class Person {
	readonly #room: Room;
	#orders = 0;

	constructor(room: Room) {
		this.#room = room;
	}

	/** Answers, approves and starts what waits for it. */
	help(gid: string): void {
		const { board, git } = this.#room;
		const section = board.section(gid);
		const task = board.get(gid)?.task;
		if (task === undefined || task.completed) return;
		if (section === 'Clarification Needed') this.#comment(gid);
		else if (section === 'Drafts') this.#move(gid, 'Ready Queue');
		else if (section === 'Merging' && board.field(gid, 'Merge Approval') !== 'Auto-Approve') {
			const head = git.head(gid);
			// An approval is a change of the field: one that stands there already is none.
			if (head === null || board.field(gid, 'Merge Approval') === 'Approved') return;
			this.#room.log({ kind: 'approve', card: gid, head });
			board.update(gid, { custom_fields: { 'Merge Approval': 'Approved' } });
		} else if (board.field(gid, 'Reason')?.startsWith('Budget') === true) {
			board.update(gid, { custom_fields: { 'Max Cost': 20 } });
		}
	}

	/** Anything. */
	meddle(gid: string): void {
		const { board, random } = this.#room;
		const choice = Math.floor(random.next() * 15);
		if (choice < 5) return this.help(gid);
		switch (choice) {
			case 5:
				return this.#move(gid, random.pick(sections));
			case 6:
				this.#move(gid, random.pick(['Ready Queue', 'Merging', 'Review']));
				// Who moves a card to Merging means to merge it.
				if (random.chance(0.7)) this.#room.loop.after(random.delay(500), () => this.help(gid));
				break;
			case 7:
				board.update(gid, { custom_fields: { Agent: random.pick(['Triage', 'Planner', 'Worker', null]) } });
				break;
			case 8:
				board.update(gid, { custom_fields: { 'Max Cost': random.pick([0.2, 1, 5]) } });
				break;
			case 9:
				return this.#comment(gid);
			case 10:
				board.update(gid, { custom_fields: { 'Merge Approval': random.pick(['Manual Check', null]) } });
				break;
			case 11:
				return this.#removeOrRestore(gid);
			case 12:
				return this.#pauseOrResume(gid);
			case 13:
				return this.#order({ type: 'card.stop', cardGid: gid, by: 'a person' });
			case 14:
				// Approves, and pushes to the card's branch past Aegis, before its merge begins or while it is looked at.
				this.help(gid);
				this.#room.loop.after(random.delay(random.chance(0.5) ? 600 : 5_000), () => this.#push(gid));
				break;
		}
	}

	/** Lifts every pause but, now and then, one. */
	resumeAll(cards: readonly string[]): void {
		for (const target of targetsOf(cards)) this.#order({ type: 'work.resume', target, by: 'a person' });
		for (const gid of cards) this.#room.board.tag(gid, []);
		const [gid = ''] = cards;
		if (this.#room.random.chance(0.1))
			this.#order({ type: 'work.pause', target: { scope: 'card', gid }, by: 'a person' });
	}

	#pauseOrResume(gid: string): void {
		const { board, random, loop } = this.#room;
		if (random.chance(0.25)) {
			board.tag(gid, board.get(gid)?.task.tags.length === 0 ? ['Paused'] : []);
			return;
		}
		const target = random.pick(targetsOf([gid]));
		const type = random.chance(0.5) ? 'work.pause' : 'work.resume';
		this.#order({ type, target, by: 'a person' });
		// Most people do not leave it at that.
		if (type === 'work.pause' && random.chance(0.7))
			loop.after(random.delay(8_000), () => this.#order({ type: 'work.resume', target, by: 'a person' }));
	}

	/** Says something to the master by the command line; Redis may lose it. */
	#order(message: Order): void {
		const { redis, loop } = this.#room;
		redis.post('master', { id: `order-${++this.#orders}`, from: 'cli', at: loop.now, message });
	}

	restore(gid: string): void {
		const { board } = this.#room;
		if (board.get(gid) !== null) return;
		const version = board.restore(gid);
		this.#room.log({ kind: 'person', card: gid, section: board.section(gid), version });
	}

	#push(gid: string): void {
		const { git } = this.#room;
		if (git.head(gid) !== null) git.commit(gid);
	}

	#removeOrRestore(gid: string): void {
		const { board, random } = this.#room;
		if (board.get(gid) === null) return this.restore(gid);
		if (random.chance(0.6)) {
			const completed = board.get(gid)?.task.completed === true;
			const version = board.update(gid, { completed: !completed });
			this.#room.log({ kind: 'person', card: gid, section: board.section(gid), version });
			return;
		}
		const version = board.remove(gid);
		this.#room.log({ kind: 'person', card: gid, section: null, version });
	}

	#move(gid: string, section: string): void {
		const { board } = this.#room;
		if (board.get(gid) === null || board.section(gid) === section) return;
		const version = board.move(gid, section);
		this.#room.log({ kind: 'person', card: gid, section, version });
	}

	#comment(gid: string): void {
		this.#room.board.comment(gid, 'Do it so.', 'person');
	}
}
