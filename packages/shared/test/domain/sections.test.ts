import test from 'ava';
import { nameSection, sections } from '../../src/domain.ts';

test('a column is known however a person spells it', (t) => {
	t.is(nameSection('Ready queue'), 'Ready Queue');
	t.is(nameSection(' In  Progress '), 'In Progress');
	t.is(nameSection('✅ DONE'), 'Done');
	t.is(nameSection('Clarification-needed ❓'), 'Clarification Needed');
	for (const name of sections) t.is(nameSection(name), name);
});

test('a column that is no column of ours keeps its name, to the letter', (t) => {
	for (const name of ['Done 2025', ' Ideas ', '🚀', '', 'Reviewed']) t.is(nameSection(name), name);
});
