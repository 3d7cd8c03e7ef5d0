import test from 'ava';
import { judgeComments } from '../../../src/truth/core/judge-comments.ts';

test('a mark that stands twice is a comment posted twice; people may say what they like', (t) => {
	t.deepEqual(judgeComments('c1', ['Done. aegis:1/2', 'Done. aegis:1/3', 'thanks', 'thanks']), []);
	t.deepEqual(judgeComments('c1', ['Done. aegis:1/2', 'Done. aegis:1/2\n']), [
		{ promise: 'comments', card: 'c1', what: 'the comment aegis:1/2 was posted twice' },
	]);
});
