import { sections } from '@aegis/shared/domain';
import type { Room } from '../room.ts';

/** What people do on the board: mostly what helps, now and then anything at all. */
export class Person {
	readonly #room: Room;

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
		const choice = Math.floor(random.next() * 12);
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
		}
	}

	restore(gid: string): void {
		const { board } = this.#room;
		if (board.get(gid) !== null) return;
		const version = board.restore(gid);
		this.#room.log({ kind: 'person', card: gid, section: board.section(gid), version });
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
