import test from 'ava';
import Sqlite from 'better-sqlite3';
import { keepPrepared } from '../../src/store/prepared-statements.ts';

/** A database in memory; closed on disposal. */
function openDatabase(): { database: ReturnType<typeof keepPrepared> } & Disposable {
	const database = keepPrepared(new Sqlite(':memory:'));
	return { database, [Symbol.dispose]: () => void database.close() };
}

test('the same text is compiled once', (t) => {
	using room = openDatabase();
	const { database } = room;
	t.is(database.prepare('select 1'), database.prepare('select 1'));
});

test('after a change of the schema a kept query gives what is there now', (t) => {
	using room = openDatabase();
	const { database } = room;
	database.prepare('create table note (a)').run();
	database.prepare('insert into note values (1)').run();
	t.deepEqual(database.prepare('select * from note').all(), [{ a: 1 }]);
	database.prepare('alter table note add column b').run();
	t.deepEqual(database.prepare('select * from note').all(), [{ a: 1, b: null }]);
});

test('texts without end do not fill the memory', (t) => {
	using room = openDatabase();
	const { database } = room;
	const first = database.prepare('select 0');
	for (let number = 1; number <= 300; number++) database.prepare(`select ${number}`);
	t.not(database.prepare('select 0'), first);
});
