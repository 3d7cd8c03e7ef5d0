import test from 'ava';
import { findImports, resolveImport } from '../../src/core/imports.ts';

test('imports are words that begin with @, outside of code, each once', (t) => {
	const text = [
		'@AGENTS.md and see @docs/style.md, then @AGENTS.md.',
		'Mail a@b.example; code: `@not/this` and',
		'```\n@nor/that\n```',
		'<!-- @nor/hidden -->',
		'- @./deeper/one.md',
	].join('\n');
	t.deepEqual(findImports(text), ['AGENTS.md', 'docs/style.md', './deeper/one.md']);
});

test('an import leads from its own file, and never out of the repository', (t) => {
	t.is(resolveImport('CLAUDE.md', './docs/x.md'), 'docs/x.md');
	t.is(resolveImport('.claude/CLAUDE.md', '../AGENTS.md'), 'AGENTS.md');
	for (const path of ['~/.ssh/id_rsa', '/etc/passwd', '../up.md', 'docs/../../up.md', 'C:\\x', '.'])
		t.is(resolveImport('CLAUDE.md', path), null, path);
});
