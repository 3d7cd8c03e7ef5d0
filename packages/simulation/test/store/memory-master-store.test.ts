import test from 'ava';
import { testMasterStore } from '@aegis/master/testing';
import { MasterDisk } from '../../src/store/memory-master-store.ts';

testMasterStore(test, 'in memory', async () => {
	const disk = new MasterDisk();
	const hooks = {
		isAlive: () => true,
		onCommit: () => disk.journal.commit(),
		onUndo: () => (disk.told = []),
	};
	return { store: disk.open(hooks), [Symbol.asyncDispose]: async () => {} };
});
