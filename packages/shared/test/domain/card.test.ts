import test from 'ava';
import { CardSnapshot } from '../../src/domain/card.ts';

test('a card names no path, branch, repository, command or model: these never come from a board', (t) => {
	const names = Object.keys(CardSnapshot.shape);
	t.true(names.includes('section'));
	t.deepEqual(
		names.filter((name) =>
			/path|folder|dir|worktree|branch|base|repo|remote|command|model|runner/i.test(name),
		),
		[],
	);
});
