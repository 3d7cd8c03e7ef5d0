import { snapshot } from '@aegis/shared/testing';
import test from 'ava';
import { describeHidden } from '../../src/prompt/hidden-text.ts';

const comment = (text: string, own = false) => ({
	gid: '1',
	own,
	authorGid: '5',
	authorName: 'Ann',
	createdAt: '2026-01-02T03:04:05.000Z',
	text,
});

test('a card that says more than it shows is named, with the place', (t) => {
	const card = snapshot({
		notes: 'Please\u{E0069}\u{E0067}\u{E006E} fix it.',
		comments: [comment('Also\u200B this.'), comment('own\u200B', true), comment('plain 👩‍💻')],
	});

	t.is(
		describeHidden(card),
		'4 invisible characters, kept from the agent, in the description (3), the comment of 2026-01-02 03:04 (1)',
	);
	t.is(describeHidden(snapshot({ name: 'Plain ❤️', notes: 'Line\r\nline' })), null);
});
