import { sleep, type Clock } from '@aegis/shared/clock';
import type { BoardOrders, BoardQuestions } from '@aegis/syncer/shell';
import { durations } from '../durations.ts';
import type { Room } from '../room.ts';
import { boardFields, boardSections } from './board.ts';

type Answer<Value> =
	| { readonly ok: true; readonly value: Value }
	| {
			readonly ok: false;
			readonly failure: { readonly kind: 'unavailable' | 'not-found'; readonly message: string };
	  };

const lost = { ok: false, failure: { kind: 'unavailable', message: 'no answer' } } as const;
const unknown = { ok: false, failure: { kind: 'not-found', message: 'no such card' } } as const;

/**
 * The board's server as a syncer meets it: it takes its time, and requests and replies get lost. A question is answered
 * by what is so when the answer leaves, an order is carried out when it comes: between the two nothing passes, for no
 * board can compare and write, and what a person does in between could not be kept from being overwritten.
 */
export function boardDoor(room: Room, clock: Clock): { questions: BoardQuestions; orders: BoardOrders } {
	const { board, random } = room;
	const fails = (): boolean => room.faulty && random.chance(0.03);

	const answer = async <Value>(look: () => Answer<Value>): Promise<Answer<Value>> => {
		await sleep(clock, random.delay(durations.board / 3));
		return fails() ? lost : look();
	};
	const value = <Value>(given: Value): Promise<Answer<Value>> => answer(() => ({ ok: true, value: given }));
	const page = (gids: readonly string[]) => ({
		tasks: gids.flatMap((gid) => board.get(gid)?.task ?? []),
		unreadable: [],
		stale: [],
		more: false,
	});
	const obey = async <Value>(order: () => Answer<Value>): Promise<Answer<Value>> => {
		if (fails()) return lost;
		const done = order();
		if (fails()) {
			await sleep(clock, random.delay(durations.board));
			return lost;
		}
		return done;
	};

	return {
		questions: {
			events: (sync) =>
				answer(() => {
					const now = String(board.events.length);
					if (sync === null)
						return { ok: false, failure: { kind: 'sync-expired', message: '', sync: now } } as never;
					const events = board.events.slice(Number(sync)).flatMap((gid) => [
						{
							action: 'changed',
							createdAt: null,
							resource: { gid, type: 'task', subtype: null },
							parent: null,
						},
						{
							action: 'changed',
							createdAt: null,
							resource: { gid: `of-${gid}`, type: 'story', subtype: 'comment_added' },
							parent: { gid, type: 'task', subtype: null },
						},
					]);
					return { ok: true, value: { events, sync: now, hasMore: false } };
				}),
			task: (gid) =>
				answer(() => {
					const card = board.get(gid);
					return card === null ? unknown : { ok: true, value: card.task };
				}),
			tasksSince: () => answer(() => ({ ok: true, value: page(board.gids()) })),
			sectionTasks: (section) =>
				answer(() => ({
					ok: true,
					value: page(board.gids().filter((gid) => board.section(gid) === section)),
				})),
			allTasks: () => answer(() => ({ ok: true, value: page(board.gids()) })),
			subtasks: () => value([]),
			attachments: () => value([]),
			stories: (gid) =>
				answer(() => {
					const card = board.get(gid);
					return card === null ? unknown : { ok: true, value: [...card.stories] };
				}),
			account: () => value('aegis'),
			cardOfStory: () => answer(() => unknown),
			project: () => value({ archived: false }),
			sections: () => value([...boardSections]),
			fields: () => value([...boardFields]),
		},
		orders: {
			moveToSection: (gid, section) =>
				obey(() => {
					if (board.get(gid) === null) return unknown;
					board.move(gid, section);
					return { ok: true, value: null };
				}),
			updateTask: (gid, change) =>
				obey(() => {
					board.update(gid, change);
					const card = board.get(gid);
					return card === null ? unknown : { ok: true, value: card.task };
				}),
			postComment: async (gid, body) => {
				// Rich text is refused, so that plain text is written: the only text there is here.
				if (!('text' in body))
					return { ok: false, failure: { kind: 'rejected', message: 'plain text only', status: 400 } };
				return obey(() => {
					const story = board.comment(gid, body.text, 'aegis');
					if (story === null) return unknown;
					// Seen from outside: whoever posted it may not hear that it was posted.
					const ref = /aegis:(\S+)\s*$/.exec(body.text)?.[1] ?? '';
					room.log({ kind: 'comment', card: gid, ref });
					return { ok: true, value: story };
				});
			},
			attachText: () => obey(() => ({ ok: true, value: null })),
		},
	};
}
