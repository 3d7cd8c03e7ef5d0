import { randomBytes } from 'node:crypto';
import type { BoardData } from './board-data.ts';
import type { Store } from './store.ts';

/** Somebody who may speak to the board. */
export interface Seat {
	readonly gid: string;
	readonly token: string;
}

/** What a board has from its first start, the same after every restart. */
export interface Seeds {
	readonly workspaceGid: string;
	readonly person: Seat;
	readonly bot: Seat;
}

/** Creates the workspace, the person and the bot on the first start and gives them on every start. */
export function seed(store: Store): Seeds {
	const known = store.meta('seeds');
	if (known !== undefined) return JSON.parse(known) as Seeds;

	return store.rows.transaction(() => {
		const workspaceGid = store.newGid('workspace');
		store.rows.insert('workspaces', { gid: workspaceGid, name: 'Aegis', is_organization: 0 });
		const seeds = {
			workspaceGid,
			person: addUserWithToken(store, 'You', 'you@localhost'),
			bot: addUserWithToken(store, 'Aegis', 'aegis@localhost'),
		};
		store.setMeta('seeds', JSON.stringify(seeds));
		store.setMeta('secret', randomBytes(32).toString('hex'));
		return seeds;
	});
}

/** Creates a guest of the workspace, once, and gives it: somebody who may be in a project and belongs to nobody's team. */
export function seedGuest(store: Store): Seat {
	const known = store.meta('guest');
	if (known !== undefined) return JSON.parse(known) as Seat;
	return store.rows.transaction(() => {
		const guest = addUserWithToken(store, 'Guest', 'guest@elsewhere');
		store.rows.update('users', guest.gid, { is_guest: 1 });
		store.setMeta('guest', JSON.stringify(guest));
		return guest;
	});
}

function addUserWithToken(store: Store, name: string, email: string): Seat {
	const gid = addUser(store, name, email);
	const token = `2/${gid}/${randomBytes(24).toString('hex')}`;
	store.rows.insert('tokens', { token, user: gid });
	return { gid, token };
}

/** Adds a user with an own task list and gives its gid. */
export function addUser(store: BoardData, name: string, email: string): string {
	const gid = store.newGid('user');
	store.rows.insert('users', { gid, name, email, task_list: store.newGid('user_task_list') });
	return gid;
}
