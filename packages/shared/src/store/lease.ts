import { nanoid } from 'nanoid';
import { setTimeout as wait } from 'node:timers/promises';
import type { Pool } from 'pg';
import { isSameProcessAlive, ownProcess, type ProcessIdentity } from '../process/identity.ts';
import type { StoreLocation } from './dialect.ts';
import { connectPostgres, schemaOf } from './postgres.ts';
import { explainUnreadable } from './unreadable.ts';

/** The right to open a store as its one writer, until it is lost or released. */
export interface StoreLease extends AsyncDisposable {
	/** False from the moment another may have it, on the monotonic clock. Ask before every effect the store does not fence. */
	isProven(): boolean;
}

/** Milliseconds between two looks of one that waits. */
const lookMs = 500;

/**
 * Waits for the lease of a PostgreSQL store and holds it. It lives in the store it guards, so that a Redis that forgets
 * everything cannot give it to two; it is timed by the database's clock, and by the holder on its own monotonic one.
 *
 * A holder on this machine whose process is dead is not waited for; a database that goes away meanwhile is. Throws
 * STORE_UNREADABLE when it is not there at the start. `onLost` is called once when it could not be renewed
 * for its whole length (`ttlMs`), or when another has it.
 */
export async function holdStoreLease(
	location: Extract<StoreLocation, { engine: 'postgres' }>,
	options: {
		ttlMs: number;
		signal: AbortSignal;
		onLost: (why: string) => void;
		onWait?: (holder: string) => void;
	},
): Promise<StoreLease> {
	const { ttlMs, signal } = options;
	const pool = await connectPostgres(location, { max: 1, timeoutMs: Math.max(ttlMs / 2, 2_000) });
	const schema = schemaOf(location);
	const token = nanoid();
	const holder = JSON.stringify(ownProcess());
	const table = `"${schema}".lease`;
	try {
		await prepare(pool, schema, table).catch((error: unknown) => {
			throw explainUnreadable(location, error);
		});
		let told = '';
		for (let dead = ''; ;) {
			signal.throwIfAborted();
			const sentAt = performance.now();
			const other = await tryTake(pool, table, { token, holder, ttlMs, dead }).catch(() => 'away' as const);
			if (other === null) return keep(sentAt);
			if (other === 'away') {
				await wait(lookMs, undefined, { signal });
				continue;
			}
			if (other.token !== told) options.onWait?.(describeHolder(other.holder));
			told = other.token;
			const wasDead = dead === other.token;
			dead = isDeadHere(other.holder) ? other.token : '';
			if (dead === '' || wasDead) await wait(lookMs, undefined, { signal });
		}
	} catch (error) {
		await pool.end();
		throw error;
	}

	function keep(takenAt: number): StoreLease {
		let provenUntil = takenAt + ttlMs;
		let over = false;
		let renewing: Promise<void> = Promise.resolve();
		const timer = setInterval(() => (renewing = renew()), ttlMs / 4);
		const lose = (why: string): void => {
			if (over) return;
			end();
			options.onLost(why);
		};
		const arm = (): NodeJS.Timeout =>
			setTimeout(() => lose('it could not be renewed in time'), Math.max(0, provenUntil - performance.now()));
		let expiry = arm();
		const end = (): void => {
			over = true;
			clearInterval(timer);
			clearTimeout(expiry);
		};
		const renew = async (): Promise<void> => {
			const sentAt = performance.now();
			try {
				const { rowCount } = await pool.query(
					`update ${table} set expires_at = clock_timestamp() + $2 * interval '1 millisecond' where token = $1`,
					[token, ttlMs],
				);
				if (over) return;
				if (rowCount !== 1) return lose('another has it');
				provenUntil = Math.max(provenUntil, sentAt + ttlMs);
				clearTimeout(expiry);
				expiry = arm();
			} catch {
				// Not proven: its time runs out.
			}
		};
		return {
			isProven: () => !over && performance.now() < provenUntil,
			async [Symbol.asyncDispose]() {
				end();
				await renewing;
				// Not released, it expires.
				await pool.query(`delete from ${table} where token = $1`, [token]).catch(() => {});
				await pool.end();
			},
		};
	}
}

async function prepare(pool: Pool, schema: string, table: string): Promise<void> {
	const literal = `'${schema.replaceAll("'", "''")}'`;
	// Two that start at once would both find no table.
	await pool.query(
		`begin;
		select pg_advisory_xact_lock(hashtext('aegis.migrate'));
		do $$ begin
			-- Looked for first: the right to create is asked for even where there is nothing to create.
			if not exists (select from pg_namespace where nspname = ${literal}) then
				create schema "${schema}";
			end if;
			if not exists (select from pg_tables where schemaname = ${literal} and tablename = 'lease') then
				create table ${table}
					(id integer primary key, token text not null, holder text not null, expires_at timestamptz not null);
			end if;
		end $$;
		commit;`,
	);
}

/** Null once it is ours, else who has it. */
async function tryTake(
	pool: Pool,
	table: string,
	bid: { token: string; holder: string; ttlMs: number; dead: string },
): Promise<{ token: string; holder: string } | null> {
	const taken = await pool.query(
		`insert into ${table} as held (id, token, holder, expires_at)
		values (1, $1, $2, clock_timestamp() + $3 * interval '1 millisecond')
		on conflict (id) do update
			set token = excluded.token, holder = excluded.holder, expires_at = excluded.expires_at
			where held.expires_at <= clock_timestamp() or held.token in ($1, $4)`,
		[bid.token, bid.holder, bid.ttlMs, bid.dead],
	);
	if (taken.rowCount === 1) return null;
	const { rows } = await pool.query<{ token: string; holder: string }>(`select token, holder from ${table}`);
	return rows[0] ?? { token: '', holder: '{}' };
}

function isDeadHere(holder: string): boolean {
	const recorded = parseHolder(holder);
	const here = ownProcess();
	return recorded.host === here.host && recorded.bootId === here.bootId && !isSameProcessAlive(recorded);
}

function describeHolder(holder: string): string {
	const { pid, host } = parseHolder(holder);
	return `process ${pid} on ${host}`;
}

/** Written by ourselves, in the row of a database that only Aegis writes. */
function parseHolder(holder: string): ProcessIdentity {
	return JSON.parse(holder) as ProcessIdentity;
}
