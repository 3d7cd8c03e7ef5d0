import test from 'ava';
import { formatEntry, formatEntryJson, parseEntry } from '../../../src/logs/core/entry.ts';

const line =
	'{"level":"info","time":"2026-03-04T05:06:07.000Z","service":"master","pid":1,"cardGid":"12","err":{"message":"a b","stack":"x"},"msg":"run queued"}';

test('an entry is shown in one line', (t) => {
	t.is(formatEntry(parseEntry(line, 'master', 0)), '05:06:07 master info run queued cardGid=12 err="a b"');
});

test('plain text keeps the time of the line before it', (t) => {
	const before = parseEntry(line, 'redis', 0).at;

	t.is(
		formatEntry(parseEntry('* Ready to accept connections', 'redis', before)),
		'05:06:07 redis - * Ready to accept connections',
	);
});

test('NDJSON stays what it was, and plain text becomes it', (t) => {
	t.is(formatEntryJson(parseEntry(line, 'master', 0)), line);
	t.is(formatEntryJson(parseEntry('{broken', 'redis', 0)), '{"service":"redis","msg":"{broken"}');
});
