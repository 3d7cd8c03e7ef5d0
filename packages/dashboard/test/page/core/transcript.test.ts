import test from 'ava';
import { matches, TranscriptRows } from '../../../page/src/core/transcript.ts';

const at = 1;

test('entries become turns: what is said, tools with their results, what it has cost by then', (t) => {
	const transcript = new TranscriptRows();
	transcript.add([
		{ at, type: 'note', text: 'agent started' },
		{ at, type: 'text', text: 'First.' },
		{ at, type: 'tool', name: 'Read', detail: 'a' },
		{ at, type: 'tool', name: 'Read', detail: 'b' },
		{ at, type: 'cost', costUsd: 0.02 },
		{ at, type: 'tool-result', ok: true, text: 'A' },
	]);
	const before = transcript.rows;
	transcript.add([
		{ at, type: 'tool-result', ok: false, text: 'B' },
		{ at, type: 'tool', name: 'Bash', detail: 'npm test' },
		{ at, type: 'unheard-of' },
		{ at, type: 'tool-result', ok: true, text: 'nobody asked' },
		{ at, type: 'tool-result', ok: true, text: 'nobody asked' },
	]);
	t.like(transcript.rows, [
		{ kind: 'note' },
		{ kind: 'turn', turn: 1, usd: 0.02 },
		{ kind: 'text', text: 'First.' },
		{ kind: 'tool', detail: 'a', result: { ok: true, text: 'A' } },
		{ kind: 'tool', detail: 'b', result: { ok: false, text: 'B' } },
		{ kind: 'turn', turn: 2 },
		{ kind: 'tool', name: 'Bash', result: { text: 'nobody asked' } },
	]);
	t.like(before[4], { result: null }, 'what was drawn before stays as it was');
	t.true(matches(transcript.rows[3] ?? { kind: 'note', at, text: '' }, ['read', 'a']));
	t.false(matches({ kind: 'note', at, text: 'x' }, ['y']));
});

test('a tool whose result was never heard takes none of another', (t) => {
	const transcript = new TranscriptRows();
	transcript.add([
		{ at, type: 'tool', name: 'Bash', detail: 'lost' },
		{ at, type: 'text', text: 'Again.' },
		{ at, type: 'tool', name: 'Bash', detail: 'heard' },
		{ at, type: 'tool-result', ok: true, text: 'here' },
	]);
	const tools = transcript.rows.filter((row) => row.kind === 'tool');
	t.like(tools, [
		{ detail: 'lost', result: null },
		{ detail: 'heard', result: { text: 'here' } },
	]);
});

test('fifty thousand entries are grouped in a moment', (t) => {
	const entries = Array.from({ length: 50_000 }, (_, n) =>
		n % 2 === 0
			? { at, type: 'tool', name: 'Read', detail: `${n}` }
			: { at, type: 'tool-result', ok: true, text: '' },
	);
	const transcript = new TranscriptRows();
	for (let n = 0; n < entries.length; n += 5_000) transcript.add(entries.slice(n, n + 5_000));
	t.is(transcript.rows.filter(({ kind }) => kind === 'tool').length, 25_000);
});
