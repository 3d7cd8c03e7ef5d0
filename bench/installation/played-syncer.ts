import { Peer } from '@aegis/shared/actor';
import type { CardSnapshot } from '@aegis/shared/domain';
import { createLogger } from '@aegis/shared/log';
import { ToSyncer } from '@aegis/shared/messages';
import { snapshot } from '@aegis/shared/testing';
import type { LoneMaster } from './lone-master.ts';

/** Milliseconds the master has to take in whatever it was told. */
const patienceMs = 300_000;

/** Plays a project's syncer: tells the master of cards and says of each of its commands that it was carried out. */
export class PlayedSyncer {
	readonly #peer: Peer;
	readonly #projectGid: string;
	readonly #cards = new Map<string, CardSnapshot>();
	readonly #waiting = new Map<string, () => void>();
	#done = 0;

	constructor({ redisUrl, keys, projectGid }: LoneMaster) {
		this.#projectGid = projectGid;
		this.#peer = new Peer({
			name: `syncer.${projectGid}`,
			redisUrl,
			keys,
			log: createLogger('bench', { level: 'silent' }),
			onMessage: ({ message }) => this.#hear(ToSyncer.parse(message)),
		});
		this.#peer.start();
	}

	#hear(message: ToSyncer): void {
		if (message.type !== 'asana.apply') return;
		const { cardGid, seq, change } = message;
		if (change.section === 'Done') this.#done += 1;
		this.#waiting.get(cardGid)?.();
		const before = this.#cards.get(cardGid);
		const { worktreePath: _, ...shown } = change;
		const card = before === undefined ? null : ({ ...before, ...shown } as CardSnapshot);
		if (card !== null) this.#cards.set(cardGid, card);
		const outcome = card === null ? 'refused' : 'applied';
		const applied = { type: 'card.applied', projectGid: this.#projectGid, cardGid, seq, outcome, card };
		void this.#peer.tell('master', applied);
	}

	/** Tells of a card nothing is to be done on. */
	async show(gid: string, name: string): Promise<void> {
		await this.#peer.tell('master', observed(this.#snapshot(gid, name, 'Drafts')));
	}

	/** Puts a new card into Ready Queue; resolves when the master's first command for it is here. */
	async ready(gid: string): Promise<void> {
		const card = this.#snapshot(gid, `Card ${gid}`, 'Ready Queue');
		this.#cards.set(gid, card);
		const commanded = new Promise<void>((resolve) => this.#waiting.set(gid, resolve));
		await this.#peer.tell('master', observed(card));
		await commanded;
		this.#waiting.delete(gid);
	}

	/** Puts a card into Ready Queue that only the Documentation agent has to do with. */
	async offer(gid: string): Promise<void> {
		const card = this.#snapshot(gid, `Preference: ${gid}`, 'Ready Queue');
		this.#cards.set(gid, card);
		await this.#peer.tell('master', observed(card));
	}

	/** How many cards the master has had moved to Done. */
	get done(): number {
		return this.#done;
	}

	/** Takes a card off the board. */
	async remove(gid: string): Promise<void> {
		this.#cards.delete(gid);
		const message = { type: 'card.gone', projectGid: this.#projectGid, cardGid: gid };
		await this.#peer.tell('master', message);
	}

	/** Waits until the master has handled all it was told so far, and the answers to what it said because of that. */
	async settle(): Promise<void> {
		// The reply is behind the commands; what answers those is before the second question.
		for (let round = 0; round < 2; round++) {
			const question = { type: 'sweep.ask', projectGid: this.#projectGid, cardGids: [], keepMs: 0 };
			await this.#peer.ask('master', question, { timeoutMs: patienceMs });
		}
	}

	#snapshot(gid: string, name: string, section: string): CardSnapshot {
		const notes = 'What is to be done, in a sentence or two, as people write it on a card.';
		return snapshot({ gid, projectGid: this.#projectGid, name, notes, section });
	}

	[Symbol.asyncDispose](): Promise<void> {
		return this.#peer[Symbol.asyncDispose]();
	}
}

function observed(card: CardSnapshot) {
	return { type: 'card.observed', appliedSeq: 0, card };
}
