import type { CardRecord, CardShelf } from '@aegis/master/store/master-store';
import { wholeNumbers } from '@aegis/master/store/whole';
import type { MemoryRuns } from './memory-runs.ts';
import { Table, type UndoLog } from './undo-log.ts';

/** Called where another version of a card is taken to be so. */
type OnVersion = (card: string, version: number) => void;

/** The master's cards in memory. */
export class MemoryCards implements CardShelf {
	readonly rows: Table<CardRecord>;
	readonly #dependencies: Table<readonly string[]>;
	readonly #runs: MemoryRuns;
	readonly #onVersion: OnVersion;

	constructor(log: UndoLog, { runs, onVersion }: { runs: MemoryRuns; onVersion: OnVersion }) {
		this.#onVersion = onVersion;
		this.rows = new Table(log);
		this.#dependencies = new Table(log);
		this.#runs = runs;
	}

	async load(gid: string) {
		return this.rows.get(gid)?.state ?? null;
	}

	async standing(gid: string) {
		return this.rows.get(gid) ?? null;
	}

	async put(record: CardRecord) {
		const { modifiedAt } = record.state.card;
		if (this.rows.get(record.gid)?.state.card.modifiedAt !== modifiedAt)
			this.#onVersion(record.gid, Number(modifiedAt));
		this.rows.set(record.gid, wholeNumbers(record));
	}

	async putState(gid: string, state: CardRecord['state']) {
		this.#change(gid, { state });
	}

	async setAside(gid: string, { reason, now, wakeAt }: { reason: string; now: number; wakeAt: number }) {
		this.#change(gid, { standing: 'waiting', reason, reason_since: now, wake_at: wakeAt });
	}

	async markDue(projectGid: string | null, now: number) {
		for (const row of this.rows.filter(isWaiting))
			if (projectGid === null || row.project_gid === projectGid) this.#change(row.gid, { wake_at: now });
	}

	async due(now: number, limit: number) {
		return this.rows
			.filter((row) => row.wake_at !== null && row.wake_at <= now)
			.slice(0, limit)
			.map(({ gid }) => gid);
	}

	async presentIn(projectGid: string) {
		return this.#onBoard(projectGid).map(({ gid }) => gid);
	}

	async statesIn(projectGid: string) {
		return this.rows.filter((row) => row.project_gid === projectGid).map(({ state }) => state);
	}

	async neighboursOf(gid: string, projectGid: string, limit: number) {
		return this.#onBoard(projectGid)
			.filter((row) => row.gid !== gid)
			.toSorted((a, b) => b.changed_at - a.changed_at)
			.slice(0, limit);
	}

	async active() {
		return this.rows.filter((row) => row.standing === 'active');
	}

	async readyGroups() {
		const groups = new Map<string, CardRecord>();
		for (const row of this.rows.values())
			if (row.standing === 'ready') groups.set(`${row.project_gid} ${row.agent}`, row);
		return [...groups.values()];
	}

	async ready(projectGid: string, agent: string, limit: number) {
		return this.#readyFor(projectGid, agent).toSorted(inOrder).slice(0, limit);
	}

	async noteReason(projectGid: string, agent: string, reason: string, now: number) {
		for (const row of this.#readyFor(projectGid, agent))
			if (row.reason !== reason) this.#change(row.gid, { reason, reason_since: now });
	}

	async reasonsBetween(after: number, before: number) {
		const found: { gid: string; reason: string }[] = [];
		for (const row of this.rows.values()) {
			const { gid, reason, reason_since: since } = row;
			if (reason !== null && since !== null && since > after && since < before && isWaiting(row))
				found.push({ gid, reason });
		}
		return found;
	}

	async named(gids: readonly string[]) {
		return gids.flatMap((gid) => this.rows.get(gid) ?? []);
	}

	async dependentsOf(gid: string) {
		return this.rows
			.filter((row) => this.#dependencies.get(row.gid)?.includes(gid) === true)
			.map((row) => row.gid);
	}

	async putDependencies(card: CardRecord['state']['card']) {
		this.#dependencies.set(
			card.gid,
			card.dependencies.map(({ gid }) => gid),
		);
	}

	async over(projectGid: string, gids: readonly string[], changedBefore: number) {
		return this.rows
			.filter(
				(row) =>
					row.project_gid === projectGid &&
					gids.includes(row.gid) &&
					(row.completed === 1 || row.present === 0) &&
					row.standing === 'idle' &&
					row.changed_at < changedBefore &&
					!this.#runs.rows.filter((run) => run.card_gid === row.gid).some((run) => run.state !== 'finished'),
			)
			.map(({ gid }) => gid);
	}

	#change(gid: string, change: Partial<CardRecord>): void {
		const row = this.rows.get(gid);
		if (row !== undefined) this.rows.set(gid, wholeNumbers({ ...row, ...change }));
	}

	#onBoard(projectGid: string): CardRecord[] {
		return this.rows.filter((row) => row.project_gid === projectGid && row.present === 1);
	}

	#readyFor(projectGid: string, agent: string): CardRecord[] {
		return this.rows.filter(
			(row) => row.standing === 'ready' && row.project_gid === projectGid && row.agent === agent,
		);
	}
}

function isWaiting({ standing }: CardRecord): boolean {
	return standing === 'ready' || standing === 'waiting';
}

function inOrder(a: CardRecord, b: CardRecord): number {
	return (
		a.priority - b.priority ||
		compare(a.due_on, b.due_on) ||
		a.rank - b.rank ||
		(a.ready_since ?? 0) - (b.ready_since ?? 0)
	);
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
