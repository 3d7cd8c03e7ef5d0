import test from 'ava';
import { failpoints } from '@aegis/shared/failpoint';
import { listCells, nameCell, selectCells, spreadCells } from '../../../src/matrix/core/cells.ts';

test('every failpoint is killed, stopped and failed at, about each thing it may be about', (t) => {
	const names = new Set(listCells().map(nameCell));
	t.is(names.size, listCells().length, 'none twice');
	for (const name of Object.keys(failpoints))
		for (const action of ['kill', 'pause', 'throw'])
			t.true(
				[...names].some((cell) => cell.startsWith(name) && cell.endsWith(`:${action}`)),
				`${name}:${action}`,
			);
	t.true(names.has('worker.before-spawn(Merger):kill'));
});

test('patterns are parts of names, any of several', (t) => {
	const some = selectCells(listCells(), 'worker.after-push:, syncer.before-applied:kill');
	t.deepEqual(some.map(nameCell).toSorted(), [
		'syncer.before-applied:kill',
		'worker.after-push:kill',
		'worker.after-push:pause',
		'worker.after-push:throw',
	]);
	t.is(selectCells(listCells(), undefined).length, listCells().length);
	t.deepEqual(selectCells(listCells(), 'nobody'), []);
});

test('spread out, no service is hit in a row longer than it must be, and no cell is lost', (t) => {
	const cells = listCells();
	const spread = spreadCells(cells);
	t.deepEqual(spread.map(nameCell).toSorted(), cells.map(nameCell).toSorted());
	const services = spread.map(({ name }) => name.split('.')[0]);
	let row = 1;
	let longest = 1;
	for (let index = 1; index < services.length; index++) {
		row = services[index] === services[index - 1] ? row + 1 : 1;
		longest = Math.max(longest, row);
	}
	t.true(longest <= 3, `${longest} in a row`);
});
