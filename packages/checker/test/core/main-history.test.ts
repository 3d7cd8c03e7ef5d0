import test from 'ava';
import { judgeMainHistory, type MainCommit } from '../../src/core/main-history.ts';

const commit = (sha: string, more: Partial<MainCommit> = {}): MainCommit => ({
	sha,
	parents: [],
	run: '',
	author: 'Ada <ada@example.test>',
	committerEmail: 'ada@example.test',
	subject: `About ${sha}`,
	...more,
});
const told = { landed: new Set(['l1', 'l2']), work: new Set(['w1']), protectedMain: false };
const line = (...commits: MainCommit[]) => [{ where: 'main', commits }];
const landed = (sha: string): MainCommit => commit(sha, { run: 'r', committerEmail: 'aegis@localhost' });

test('what Aegis landed, and what was there before it, is fine', (t) => {
	const judged = judgeMainHistory(line(landed('l2'), landed('l1'), commit('first')), told);
	t.deepEqual(judged, { violations: [], beside: [] });
});

test('a person’s own commit is named, and is no violation unless main is protected', (t) => {
	const lines = line(landed('l2'), commit('mine'), landed('l1'));
	const judged = judgeMainHistory(lines, told);
	t.deepEqual(judged.violations, []);
	t.regex(judged.beside[0] ?? '', /main holds mine “About mine” by Ada.*not by Aegis/);
	const strict = judgeMainHistory(lines, { ...told, protectedMain: true });
	t.regex(strict.violations[0] ?? '', /nobody landed it, and main is protected/);
});

test('a run’s work that came to main by itself, and what passes for Aegis’s, are violations', (t) => {
	const work = judgeMainHistory(line(commit('w1'), landed('l2'), landed('l1')), told);
	t.regex(work.violations[0] ?? '', /a run’s work that nobody landed/);
	const forged = commit('f', { committerEmail: 'aegis@localhost' });
	t.regex(judgeMainHistory(line(forged, landed('l2'), landed('l1')), told).violations[0] ?? '', /passes for/);
});

test('what was landed and is gone is a violation, and one line that has it is enough', (t) => {
	t.deepEqual(judgeMainHistory(line(landed('l1')), told).violations, [
		'l2 was landed and is not on main any more',
	]);
	const lines = [...line(landed('l1')), { where: 'main on origin', commits: [landed('l2'), landed('l1')] }];
	t.deepEqual(judgeMainHistory(lines, told).violations, []);
	t.deepEqual(judgeMainHistory([], told).violations, [], 'a repository that cannot be read tells nothing');
});
