import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { migrations } from './migrations.ts';

export type Bindable = string | number | null;

/** Milliseconds without a change after which the log is worked into the database, while nobody waits. */
const quietMs = 250;
/** Pages of 4 KB in the log at which that is done all the same, and whoever writes waits for it. */
const maxLogPages = 4_000;

/** One SQLite file with its prepared statements; every commit is on disk before the call returns. */
export class Rows {
	readonly #db: Database.Database;
	readonly #statements = new Map<string, Database.Statement>();
	#changedAt = 0;
	#tidying: NodeJS.Timeout | null = null;

	constructor(directory: string) {
		mkdirSync(directory, { recursive: true, mode: 0o700 });
		const file = join(directory, 'board.db');
		this.#db = new Database(file);
		chmodSync(file, 0o600);
		this.#db.pragma('busy_timeout = 1000');
		this.#db.pragma('locking_mode = EXCLUSIVE');
		this.#db.pragma('journal_mode = WAL');
		this.#db.pragma('synchronous = FULL');
		this.#db.pragma(`wal_autocheckpoint = ${maxLogPages}`);
		this.#db.pragma('cache_size = -8000');
		this.#migrate();
	}

	// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows the columns it selects
	one<T>(sql: string, ...values: readonly Bindable[]): T | undefined {
		return this.#prepare(sql).get(...values) as T | undefined;
	}

	// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows the columns it selects
	all<T>(sql: string, ...values: readonly Bindable[]): readonly T[] {
		return this.#prepare(sql).all(...values) as readonly T[];
	}

	/** The first column of every row. */
	column(sql: string, ...values: readonly Bindable[]): readonly string[] {
		return this.#prepare(sql, 'column').all(...values) as readonly string[];
	}

	/** Runs one writing statement and gives the number of rows it touched. */
	run(sql: string, ...values: readonly Bindable[]): number {
		return this.#prepare(sql).run(...values).changes;
	}

	/** Inserts a row given as column and value. */
	insert(table: string, row: Readonly<Record<string, Bindable>>): void {
		const names = Object.keys(row);
		const marks = names.map(() => '?').join(', ');
		this.run(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${marks})`, ...Object.values(row));
	}

	/** Updates the named columns of the row with this gid; nothing named, nothing done. */
	update(table: string, gid: string, row: Readonly<Record<string, Bindable>>): void {
		const names = Object.keys(row);
		if (names.length === 0) return;
		const sets = names.map((name) => `${name} = ?`).join(', ');
		this.run(`UPDATE ${table} SET ${sets} WHERE gid = ?`, ...Object.values(row), gid);
	}

	/** All or nothing: an exception inside takes everything back. */
	transaction<T>(work: () => T): T {
		const result = this.#db.transaction(work).immediate();
		this.#changedAt = performance.now();
		this.#tidying ??= this.#tidyIn(quietMs);
		return result;
	}

	/** Waits for quiet: working in the log syncs twice, which whoever waits for an answer would notice. */
	#tidyIn(ms: number): NodeJS.Timeout {
		return setTimeout(() => {
			const left = this.#changedAt + quietMs - performance.now();
			if (left <= 0) this.#db.pragma('wal_checkpoint(PASSIVE)');
			this.#tidying = left <= 0 ? null : this.#tidyIn(left);
		}, ms).unref();
	}

	close(): void {
		if (this.#tidying !== null) clearTimeout(this.#tidying);
		this.#db.close();
	}

	#prepare(sql: string, result: 'rows' | 'column' = 'rows'): Database.Statement {
		const key = `${result} ${sql}`;
		const known = this.#statements.get(key);
		if (known) return known;
		const statement = this.#db.prepare(sql);
		if (result === 'column') statement.pluck();
		this.#statements.set(key, statement);
		return statement;
	}

	#migrate(): void {
		const done = Number(this.#db.pragma('user_version', { simple: true }));
		if (done > migrations.length) {
			throw new Error(`the board data was written by a newer version (${done} > ${migrations.length})`);
		}
		for (const [index, sql] of migrations.entries()) {
			if (index < done) continue;
			this.transaction(() => {
				this.#db.exec(sql);
				this.#db.pragma(`user_version = ${index + 1}`);
			});
		}
	}
}
