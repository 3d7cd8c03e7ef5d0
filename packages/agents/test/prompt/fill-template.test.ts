import test from 'ava';
import { fillTemplate } from '../../src/prompt/fill-template.ts';

test('fills every place, and reads a value only as text', (t) => {
	t.is(fillTemplate('x.md', '{{a}} {{ b }} {{a}}', { a: '{{b}}', b: '$&' }), '{{b}} $& {{b}}');
});

test('refuses a template with a variable there is none of', (t) => {
	const error = t.throws(() => fillTemplate('x.md', '{{a}} {{toString}} {{}}', { a: '1' }), {
		code: 'PROMPT_VARIABLE',
	});

	t.regex(error.message, /prompts\/x\.md.*\{\{toString\}\} is no variable.*\{\{\}\} is no variable/);
});

test('refuses a template that leaves a variable out', (t) => {
	t.throws(() => fillTemplate('x.md', '{{a}}', { a: '1', card: '2' }), {
		message: /\{\{card\}\} is left out/,
	});
});
