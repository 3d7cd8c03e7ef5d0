import type { RunBook } from '@aegis/master/store/master-store';
import type { RunRow } from '@aegis/master/store/tables';
import { wholeNumbers } from '@aegis/master/store/whole';
import type { MemoryCards } from './memory-cards.ts';
import { Table, type UndoLog } from './undo-log.ts';

type OnCost = (run: string, card: string, usd: number) => void;

/** The master's runs in memory. Those that have not ended are also kept apart: most have. */
export class MemoryRuns implements RunBook {
	readonly rows: Table<RunRow>;
	readonly #open: Table<RunRow>;
	readonly #cards: () => MemoryCards;
	readonly #onCost: OnCost;

	constructor(log: UndoLog, { cards, onCost }: { cards: () => MemoryCards; onCost: OnCost }) {
		this.#onCost = onCost;
		this.rows = new Table(log);
		this.#open = new Table(log);
		this.#cards = cards;
	}

	async load(runId: string) {
		return this.rows.get(runId) ?? null;
	}

	async insert(row: RunRow) {
		if (this.rows.has(row.run_id)) throw new Error(`the run ${row.run_id} is there already`);
		this.#put(row);
	}

	async update(runId: string, change: Partial<RunRow>) {
		const row = this.rows.get(runId);
		if (row === undefined) return;
		if (row.state === 'running' && change.state === undefined && change.cost_usd !== undefined)
			this.#onCost(runId, row.card_gid, change.cost_usd);
		this.#put({ ...row, ...change });
	}

	async open() {
		return [...this.#open.values()].toSorted((a, b) => a.queued_at - b.queued_at);
	}

	async runningOf(workerId: string) {
		return this.#open.filter((row) => row.state === 'running' && row.worker_id === workerId);
	}

	async ends(runIds: readonly string[]) {
		return runIds.flatMap((runId) => this.rows.get(runId) ?? []);
	}

	async lastStart(projectGid: string) {
		let last = 0;
		for (const row of this.rows.values())
			if (row.project_gid === projectGid && row.queued_at > last) last = row.queued_at;
		return last;
	}

	async spentSince(since: number) {
		const lines = new Map<string, { project_gid: string; author_gid: string | null; usd: number }>();
		for (const { finished_at: at, project_gid, author_gid, cost_usd } of this.rows.values()) {
			if (at === null || at < since) continue;
			const key = JSON.stringify([project_gid, author_gid]);
			const usd = (lines.get(key)?.usd ?? 0) + cost_usd;
			lines.set(key, { project_gid, author_gid, usd });
		}
		return [...lines.values()];
	}

	async sessionsToKeep(limit: number) {
		const cards = this.#cards().rows;
		const sessions = new Set<string>();
		for (const { card_gid: gid, session_id: id } of this.rows.values()) {
			const card = cards.get(gid);
			if (id !== null && card?.completed === 0 && card.present === 1) sessions.add(id);
		}
		return [...sessions].slice(0, limit);
	}

	#put(given: RunRow): void {
		const row = wholeNumbers(given);
		this.rows.set(row.run_id, row);
		if (row.state === 'finished') this.#open.delete(row.run_id);
		else this.#open.set(row.run_id, row);
	}
}
