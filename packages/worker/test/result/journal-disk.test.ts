import test from 'ava';
import { makeTempDir } from '@aegis/shared/testing';
import { JournalDisk } from '../../src/result/journal-disk.ts';

const key = (runId: string) => ({ runId, cardGid: 'card-1', projectGid: 'project-1', epoch: 1 });

test('the next process of a worker finds what runs spent that have no result, and no other worker’s', (t) => {
	using folder = makeTempDir();
	const before = new JournalDisk(folder.path, 'worker-1');
	before.open(key('told'));
	before.note('told', { spentUsd: 1, reservedUsd: 0 });
	before.drop('told');
	before.open(key('killed'));
	before.note('killed', { spentUsd: 0.5, reservedUsd: 0.1 });
	before.note('killed', { spentUsd: 0.58, reservedUsd: 0 });
	new JournalDisk(folder.path, 'worker-2').open(key('elsewhere'));

	const after = new JournalDisk(folder.path, 'worker-1');
	const unheard = after.unheard();
	t.deepEqual(
		unheard.map(({ run, result }) => [run.runId, result.costUsd]),
		[['killed', 0.58]],
	);
	after.drop('killed');
	t.deepEqual(after.unheard(), []);
});
