import type { MasterStore, MasterTx } from '@aegis/master/store/master-store';
import type { Pause } from '@aegis/master/core/card/settings';
import type { ReceiptView } from '@aegis/shared/api';
import type { NewEffect } from '@aegis/shared/effects';
import type { PauseTarget } from '@aegis/shared/messages';
import { MemoryCards } from './memory-cards.ts';
import { MemoryJournal } from './memory-journal.ts';
import { MemoryRuns } from './memory-runs.ts';
import { openMemoryStore, type Disk, type StoreHooks } from './memory-store.ts';
import { Table, UndoLog } from './undo-log.ts';

/** What a master keeps, in memory: outlives every master that opens it. `testMasterStore` is its contract. */
export class MasterDisk implements Disk<MasterTx> {
	readonly log = new UndoLog();
	readonly journal = new MemoryJournal<MasterTx>(this.log);
	readonly runs: MemoryRuns = new MemoryRuns(this.log, {
		cards: () => this.cards,
		onCost: (run, card, usd) => this.told.push({ kind: 'heard-cost', card, run, usd }),
	});
	readonly cards: MemoryCards = new MemoryCards(this.log, {
		runs: this.runs,
		onVersion: (card, version) => this.told.push({ kind: 'believes', card, version }),
	});
	readonly pauses = new Table<Pause>(this.log);
	readonly receipts = new Table<ReceiptView>(this.log);
	readonly tx: MasterTx;
	/** What the transaction under way has done so far. */
	told: NewEffect[] = [];
	generation = 0;

	constructor() {
		this.tx = {
			cards: this.cards,
			runs: this.runs,
			pauses: {
				put: async (target, by) => {
					const key = keyOf(target);
					const gid = target.scope === 'all' ? '' : target.gid;
					if (!this.pauses.has(key)) this.pauses.set(key, { scope: target.scope, gid, by });
				},
				remove: async (target) => this.pauses.delete(keyOf(target)),
				findFor: async (projectGid, cardGid) =>
					this.pauses.get('all') ??
					this.pauses.get(`project/${projectGid}`) ??
					this.pauses.get(`card/${cardGid}`) ??
					null,
			},
			receipts: {
				put: async (receipt) => {
					if (!this.receipts.has(receipt.orderId)) this.receipts.set(receipt.orderId, receipt);
				},
				find: async (orderId) => this.receipts.get(orderId) ?? null,
			},
			effects: {
				record: async (effects) => void this.told.push(...effects),
				prune: async () => {},
			},
			keptFor: (address) => this.journal.keptFor(this.tx, address),
			attempt: async (body) => {
				const { mark } = this.log;
				const told = this.told.length;
				try {
					return await body();
				} catch (error) {
					this.log.undoTo(mark);
					this.told.length = told;
					throw error;
				}
			},
		};
	}

	open(hooks: StoreHooks): MasterStore {
		const store = openMemoryStore<MasterTx>(this, hooks);
		return {
			...store,
			runs: {
				runningOf: (workerId) => store.read(() => this.runs.runningOf(workerId)),
				ends: (runIds) => store.read(() => this.runs.ends(runIds)),
			},
		};
	}
}

function keyOf(target: PauseTarget): string {
	return target.scope === 'all' ? 'all' : `${target.scope}/${target.gid}`;
}
