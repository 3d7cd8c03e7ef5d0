import test from 'ava';
import { testProjectFacts } from '@aegis/syncer/testing';
import { ProjectDisk } from '../../src/store/memory-project.ts';

testProjectFacts(test, async () => {
	const disk = new ProjectDisk();
	const { store, facts } = disk.open({ isAlive: () => true, onCommit: () => {}, onUndo: () => {} });
	return { facts, edit: (body) => store.transact(body) };
});
