/** SQL stores on SQLite or PostgreSQL: opening, migrating, fenced transactions. */
export * from './store/dialect.ts';
export * from './store/journal.ts';
export * from './store/migrate.ts';
export * from './store/runtime-tables.ts';
export * from './store/store.ts';
export * from './store/file-lock.ts';
export * from './store/lease.ts';
