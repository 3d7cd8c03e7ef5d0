import test from 'ava';
import { assert, property, string } from 'fast-check';
import { parseDiff } from '../../../page/src/core/parse-diff.ts';

const diff = `diff --git a/old.js b/new.js
similarity index 90%
rename from old.js
rename to new.js
--- a/old.js
+++ b/new.js
@@ -3,3 +3,3 @@ function f()
 same
--- a/trap
+++ b/trap
 end
diff --git a/gone.txt b/gone.txt
deleted file mode 100644
--- a/gone.txt
+++ /dev/null
@@ -1 +0,0 @@
-bye
\\ No newline at end of file
diff --git a/p.png b/p.png
new file mode 100644
Binary files /dev/null and b/p.png differ
`;

test('files, lines and their numbers; a line that looks like a header is a line', (t) => {
	const { files, rows } = parseDiff(diff);
	t.like(files, [
		{ name: 'new.js', from: 'old.js', added: 1, removed: 1 },
		{ name: 'gone.txt', removed: 1, note: 'removed' },
		{ name: 'p.png', note: 'binary' },
	]);
	t.like(rows, [
		{ kind: 'file' },
		{ kind: 'hunk', text: 'function f()' },
		{ kind: 'same', oldLine: 3, newLine: 3 },
		{ kind: 'del', text: '-- a/trap', oldLine: 4 },
		{ kind: 'add', text: '++ b/trap', newLine: 4 },
		{ kind: 'same', oldLine: 5, newLine: 5 },
		{ kind: 'file' },
		{ kind: 'hunk' },
		{ kind: 'del', oldLine: 1 },
		{ kind: 'file' },
	]);
});

test('whatever it is given, it ends', (t) => {
	assert(property(string(), (text) => Array.isArray(parseDiff(text).rows)));
	t.pass();
});
