import test from 'ava';
import { chooseBase, chooseRemote, type Branches } from '../../../src/init/core/choose-base.ts';

const none: Branches = { current: null, local: [], remotes: [], remoteHeads: {} };

const cases: readonly (readonly [string, Branches, string | null, string | null])[] = [
	['nothing', none, null, null],
	['one branch', { ...none, current: 'trunk', local: ['trunk'] }, 'trunk', null],
	['main beside a feature', { ...none, current: 'feature', local: ['feature', 'main'] }, 'main', null],
	['master checked out', { ...none, current: 'master', local: ['main', 'master'] }, 'master', null],
	['detached', { ...none, local: ['develop'] }, 'develop', null],
	[
		'what the remote says',
		{ current: 'main', local: ['main'], remotes: ['origin'], remoteHeads: { origin: 'develop' } },
		'develop',
		'origin',
	],
	[
		'a remote that says nothing',
		{ ...none, current: 'main', local: ['main'], remotes: ['fork'] },
		'main',
		'fork',
	],
	['two strangers', { ...none, current: 'main', local: ['main'], remotes: ['a', 'b'] }, 'main', null],
	[
		'origin among others',
		{ ...none, current: 'main', local: ['main'], remotes: ['a', 'origin'] },
		'main',
		'origin',
	],
];

for (const [title, branches, base, remote] of cases) {
	test(`chooses base and remote: ${title}`, (t) => {
		t.is(chooseBase(branches), base);
		t.is(chooseRemote(branches), remote);
	});
}
