import { EventEmitter } from 'node:events';
import { BoardData } from './board-data.ts';
import { Change } from './change.ts';

/** Emitted after a commit that caused events, with the gids of the projects it touched and the change itself. */
interface StoreEvents {
	readonly committed: [projects: ReadonlySet<string>, change: Change];
}

/** The board's data, with changes that commit before they are answered. */
export class Store extends BoardData {
	readonly changes = new EventEmitter<StoreEvents>().setMaxListeners(0);
	/** Counts the changes made, so that what was read can be known to be still right. */
	revision = 0;

	/** Applies a change as one user in one transaction, then tells who follows the touched projects. */
	write<T>(user: string, work: (change: Change) => T): T {
		const change = new Change(this, user);
		this.revision += 1;
		const result = this.rows.transaction(() => work(change));
		if (change.told) this.changes.emit('committed', change.touched, change);
		return result;
	}
}
