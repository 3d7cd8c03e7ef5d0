import test from 'ava';
import { createTerminal } from '../../src/output/terminal.ts';

function watch(isTTY: boolean): {
	readonly written: () => string;
	readonly open: () => (Disposable & { draw(lines: readonly string[]): void }) | null;
} {
	let written = '';
	const stream = { write: (text: string) => (written += text), isTTY };
	const terminal = createTerminal({ stdout: stream, stderr: stream }, {});
	return { written: () => written, open: () => terminal.openScreen() };
}

test('a screen is left as it was entered, and foreign text on it acts on nothing', (t) => {
	const { written, open } = watch(true);
	{
		using screen = open();
		screen?.draw(['one\u001B]0;title\u0007', 'two']);
	}
	t.true(written().startsWith('\u001B[?1049h'));
	t.true(written().endsWith('\u001B[?1049l'));
	t.true(written().includes('one\u001B[K\r\ntwo'));
	t.false(written().includes('title'));
});

test('there is none where the result goes elsewhere', (t) => {
	t.is(watch(false).open(), null);
});
