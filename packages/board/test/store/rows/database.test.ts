import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { Rows } from '../../../src/store/rows/database.ts';

/** What the database file alone holds, without its log. */
function countWithoutLog(directory: string): number {
	const copy = join(directory, 'copy');
	rmSync(copy, { recursive: true, force: true });
	mkdirSync(copy);
	copyFileSync(join(directory, 'board.db'), join(copy, 'board.db'));
	using stack = new DisposableStack();
	const rows = stack.adopt(new Rows(copy), (each) => each.close());
	const { count } = rows.one<{ count: number }>('SELECT count(*) AS count FROM meta') ?? { count: -1 };
	return count;
}

test('when nothing is written for a moment the log is worked into the database', async (t) => {
	const directory = mkdtempSync(join(tmpdir(), 'aegis-board-'));
	t.teardown(() => rmSync(directory, { recursive: true, force: true }));
	const rows = new Rows(directory);
	t.teardown(() => rows.close());
	for (let index = 0; index < 20; index++)
		rows.transaction(() => rows.insert('meta', { key: `n${index}`, value: 'v' }));
	// Nobody else holds the process up: the timer of the database does not.
	for (let looks = 0; looks < 200 && countWithoutLog(directory) !== 20; looks++) await sleep(50);
	t.is(countWithoutLog(directory), 20);
});
