import test from 'ava';
import { selectCommanders } from '../../../src/connect/core/select-commanders.ts';

const member = (gid: string) => ({ gid, guest: false, active: true });

test('members of the project may command, each once; guests, leavers and strangers may not', (t) => {
	const found = selectCommanders({
		inProject: ['ann', 'ann', 'guest', 'left', 'stranger', 'me'],
		inWorkspace: [
			member('me'),
			member('ann'),
			member('not in the project'),
			{ gid: 'guest', guest: true, active: true },
			{ gid: 'left', guest: false, active: false },
		],
		account: 'me',
	});
	t.deepEqual(found, { commanders: ['me', 'ann'], guests: 3 });
});

test('the account of the token may command even where nobody tells of it', (t) => {
	const alone = selectCommanders({ inProject: [], inWorkspace: [], account: 'me' });
	t.deepEqual(alone, { commanders: ['me'], guests: 0 });
	const guest = { gid: 'me', guest: true, active: true };
	t.deepEqual(selectCommanders({ inProject: ['me'], inWorkspace: [guest], account: 'me' }).commanders, [
		'me',
	]);
});
