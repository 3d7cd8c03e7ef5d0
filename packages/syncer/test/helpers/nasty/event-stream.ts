import type { Chance } from './chance.ts';

interface BoardEvent {
	readonly action: string;
	readonly parent?: unknown;
	readonly resource: { readonly gid: string; readonly resource_type: string };
}

interface Tokened {
	readonly real: string;
	/** Events held back, and how often each was. */
	readonly held: readonly { readonly event: BoardEvent; readonly times: number }[];
}

export interface EventsReply {
	readonly status: number;
	readonly body: Record<string, unknown>;
}

const noise = [
	{ action: 'teleported', resource: { gid: '1', resource_type: 'hologram' }, user: null, parent: null },
	{ action: 'changed', resource: { gid: '2', resource_type: 'story' }, parent: null },
	{ action: 'changed', resource: null },
	{ action: 'added', created_at: 'soon', resource: { gid: '3', resource_type: 'allocation' }, change: 7 },
] as const;

/** The events of a board as it might send them: late, doubled, shuffled, in crumbs, among others, with tokens that expire. */
export class EventStream {
	readonly #chance: Chance;
	readonly #ask: (sync: string | null) => Promise<EventsReply>;
	readonly #tokens = new Map<string, Tokened>();
	/** Asking again with one token gives the same again. */
	readonly #answered = new Map<string, EventsReply>();

	constructor(chance: Chance, ask: (sync: string | null) => Promise<EventsReply>) {
		this.#chance = chance;
		this.#ask = ask;
	}

	async answer(sync: string | null): Promise<EventsReply> {
		const token = sync === null ? undefined : this.#tokens.get(sync);
		if (sync === null || token === undefined || this.#chance.is(0.04)) return this.#expire();
		const known = this.#answered.get(sync);
		if (known !== undefined) return known;
		const asked = await this.#ask(token.real);
		if (asked.status === 412) return this.#expire();
		const fresh = (asked.body['data'] ?? []) as BoardEvent[];
		const all = [...token.held, ...fresh.map((event) => ({ event, times: 0 }))];
		const crumb = all.length > 0 && this.#chance.is(0.1);
		const held = all.filter(({ times }) => times < 3 && (crumb || this.#chance.is(0.2)));
		const sent = all.filter((one) => !held.includes(one)).map(({ event }) => this.#blur(event));
		const twice = sent.filter(() => this.#chance.is(0.2));
		const strange = noise.filter(() => this.#chance.is(0.05));
		const next = this.#note({
			real: String(asked.body['sync']),
			held: held.map(({ event, times }) => ({ event, times: times + 1 })),
		});
		const reply = {
			status: 200,
			body: {
				data: this.#chance.shuffle([...sent, ...twice, ...strange]),
				has_more: asked.body['has_more'] === true || crumb,
				...(this.#chance.is(0.03) ? {} : { sync: next }),
			},
		};
		if ('sync' in reply.body) this.#answered.set(sync, reply);
		return reply;
	}

	/** What an event need not say. */
	#blur(event: BoardEvent): object {
		const { parent, ...rest } = event;
		const known: Record<string, unknown> = { ...rest, parent };
		if (this.#chance.is(0.5)) known['user'] = null;
		if (this.#chance.is(0.1)) delete known['created_at'];
		if (event.action === 'changed' && this.#chance.is(0.5)) delete known['parent'];
		// Of a new comment too: then its story must be asked for its card.
		if (event.resource.resource_type === 'story' && event.action === 'added' && this.#chance.is(0.1))
			known['parent'] = null;
		return known;
	}

	async #expire(): Promise<EventsReply> {
		const { body } = await this.#ask(null);
		const sync = this.#note({ real: String(body['sync']), held: [] });
		return { status: 412, body: { errors: [{ message: 'Sync token invalid or too old.' }], sync } };
	}

	#note(token: Tokened): string {
		const name = `${token.real.slice(0, 8)}/${this.#tokens.size}==`;
		this.#tokens.set(name, token);
		return name;
	}
}
