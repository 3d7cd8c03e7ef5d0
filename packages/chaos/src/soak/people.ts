import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { git } from '../installation/place.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

/** Cards that are not done at the same time. */
const openCards = 6;

/** Plays the people: they write cards, take some away and bring them back, edit, and push to main themselves. */
export class People {
	readonly #world: World;
	readonly #random: Random;
	readonly cards: string[] = [];
	/** Commits people made on main. */
	readonly theirs = new Set<string>();
	/** What they did, by its name. */
	readonly acts = new Map<string, number>();
	readonly #away = new Set<string>();
	#clone: string | null = null;

	constructor(world: World, random: Random) {
		this.#world = world;
		this.#random = random;
	}

	/** Does one thing people do. */
	async act(): Promise<void> {
		const open = await this.listOpen();
		if (open.length < openCards) return this.#write();
		const draw = this.#random.next();
		const card = open[this.#random.between(0, open.length - 1)];
		if (card === undefined || draw < 0.45) return;
		if (draw < 0.6) await this.#takeAway(card);
		else if (draw < 0.8) await this.bringBack(1);
		else if (draw < 0.9) await this.#edit(card);
		else await this.#moveMain();
	}

	async #write(): Promise<void> {
		// Half of them know that a Worker is all they need.
		const agent = this.#random.next() < 0.5 ? 'Worker' : null;
		const card = await this.#world.board.addCard(`Card ${this.cards.length + 1}`, agent);
		this.cards.push(card);
		await this.#world.board.move(card, 'Ready Queue');
		this.#note('cards written');
	}

	async #takeAway(card: string): Promise<void> {
		this.#away.add(card);
		await this.#world.board.move(card, 'Drafts');
		this.#note('cards taken away');
	}

	/** Puts cards that were taken away, or wait for a person, back into Ready Queue; at most `count`. */
	async bringBack(count: number): Promise<void> {
		for (const card of [...this.#away].slice(0, count)) {
			this.#away.delete(card);
			// Taken away while it was being merged: nobody has it made once more.
			const isMerged =
				(await git(this.#world.place.remote, 'log', '--format=%H', `--grep=${card}`, 'main')) !== '';
			await this.#world.board.move(card, isMerged ? 'Done' : 'Ready Queue');
			if (isMerged) await this.#world.board.edit(card, { completed: true });
			this.#note(isMerged ? 'merged cards put to Done' : 'cards brought back');
		}
	}

	async #edit(card: string): Promise<void> {
		await this.#world.board.edit(card, { notes: `A file is wanted. (${this.#random.between(1, 999)})` });
		this.#note('cards edited');
	}

	/** A person's own commit on main, tested by nobody but them. */
	async #moveMain(): Promise<void> {
		const { place } = this.#world;
		if (this.#clone === null) {
			const clone = join(place.root, 'clone');
			await git(place.root, 'clone', '--quiet', place.remote, clone);
			await git(clone, 'config', 'user.name', 'Person');
			await git(clone, 'config', 'user.email', 'person@localhost');
			this.#clone = clone;
		}
		const clone = this.#clone;
		await git(clone, 'pull', '--quiet', '--ff-only');
		writeFileSync(join(clone, 'people.txt'), `${this.#random.next()}\n`);
		await git(clone, 'add', '--all');
		await git(clone, 'commit', '--quiet', '--message', 'A change of our own');
		const pushed = await git(clone, 'push', '--quiet').then(
			() => true,
			() => false,
		);
		if (pushed) {
			this.theirs.add(await git(clone, 'rev-parse', 'HEAD'));
			this.#note('commits on main');
		} else {
			await git(clone, 'reset', '--quiet', '--hard', 'origin/main');
		}
	}

	/** The cards that are not done. */
	async listOpen(): Promise<string[]> {
		const seen = await Promise.all(this.cards.map((card) => this.#world.board.card(card)));
		return seen.filter(({ section, completed }) => section !== 'Done' || !completed).map(({ gid }) => gid);
	}

	#note(what: string): void {
		this.acts.set(what, (this.acts.get(what) ?? 0) + 1);
	}
}
