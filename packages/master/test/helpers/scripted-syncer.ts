import { Peer } from '@aegis/shared/actor';
import type { CardSnapshot } from '@aegis/shared/domain';
import { createLogger } from '@aegis/shared/log';
import { AsanaApply, ToSyncer } from '@aegis/shared/messages';
import { snapshot } from '@aegis/shared/testing';
import { BoardModel } from './board-model.ts';
import { projectGid, type Site } from './site.ts';

/** Stands in for the board and its syncer: carries commands out on a model of the board and tells the master. */
export class ScriptedSyncer {
	readonly peer: Peer;
	/** Every command that came, repetitions included. */
	readonly commands: AsanaApply[] = [];
	readonly boards = new Map<string, BoardModel>();
	resyncs = 0;
	readonly #done = new Map<string, number>();

	/** A syncer speaks for its own project alone. */
	constructor(site: Site, project: string = projectGid) {
		this.peer = new Peer({
			name: `syncer.${project}`,
			redisUrl: site.redisUrl,
			keys: site.keys,
			log: createLogger('syncer', { level: 'silent' }),
			onMessage: ({ message }) => void this.#onMessage(ToSyncer.parse(message)),
		});
		this.peer.start();
	}

	async #onMessage(message: ToSyncer): Promise<void> {
		if (message.type === 'project.resync') {
			this.resyncs++;
			for (const gid of this.boards.keys()) await this.tell(gid);
			return;
		}
		if (message.type === 'project.base') return;
		this.commands.push(message);
		const { cardGid, seq } = message;
		const board = this.boards.get(cardGid);
		if (board === undefined || seq <= (this.#done.get(cardGid) ?? 0)) return;
		this.#done.set(cardGid, seq);
		board.command(message);
		const applied = board.carryOut();
		if (applied === null) return;
		const { detail, ...rest } = applied;
		const news = { ...rest, ...(detail === undefined ? {} : { detail }) };
		await this.peer.tell('master', { ...news, type: 'card.applied', projectGid, cardGid } as {
			type: string;
		});
	}

	/** Puts a card on the board and tells the master of it. */
	async add(change: Partial<CardSnapshot> & { gid: string }): Promise<void> {
		this.boards.set(change.gid, new BoardModel(snapshot({ projectGid, ...change })));
		await this.tell(change.gid);
	}

	/** What a person does to a card, seen at once. */
	async edit(gid: string, change: Partial<CardSnapshot>): Promise<void> {
		this.boards.get(gid)?.edit(change);
		await this.tell(gid);
	}

	/** Tells the master how a card is now; `id` names the message, to say the same one again. */
	async tell(gid: string, id?: string): Promise<void> {
		const seen = this.boards.get(gid)?.observe();
		if (seen === undefined) return;
		const message =
			seen.type === 'gone'
				? { type: 'card.gone', projectGid, cardGid: gid }
				: { type: 'card.observed', appliedSeq: seen.appliedSeq, card: seen.card };
		await this.peer.tell('master', message, id);
	}

	card(gid: string): CardSnapshot | null {
		return this.boards.get(gid)?.card ?? null;
	}

	[Symbol.asyncDispose](): Promise<void> {
		return this.peer[Symbol.asyncDispose]();
	}
}
