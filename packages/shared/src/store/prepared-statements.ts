import type Sqlite from 'better-sqlite3';

/** More texts than a service's queries have; lists of different lengths make texts without end. */
const limit = 300;

/** A database whose statements are compiled once per text: Kysely asks for each query anew. */
export function keepPrepared(database: Sqlite.Database): Pick<Sqlite.Database, 'prepare' | 'close'> {
	const statements = new Map<string, Sqlite.Statement>();
	return {
		prepare(text: string) {
			const known = statements.get(text);
			if (known !== undefined) return known as never;
			// A change of the schema may change what the others give back.
			if (/^\s*(create|alter|drop)\b/i.test(text)) statements.clear();
			const statement = database.prepare(text);
			const [oldest] = statements.keys();
			if (statements.size >= limit && oldest !== undefined) statements.delete(oldest);
			statements.set(text, statement);
			return statement as never;
		},
		close: () => database.close(),
	};
}
