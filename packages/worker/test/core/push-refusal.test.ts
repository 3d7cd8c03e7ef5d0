import test from 'ava';
import { describeRefusal } from '../../src/core/push-refusal.ts';

const cases: readonly (readonly [said: string, rule: RegExp])[] = [
	[
		'remote: error: GH006: Protected branch update failed for refs/heads/main.\nremote: error: This branch must not contain merge commits.',
		/no merge commits\. Set merge\.style to squash/,
	],
	[
		'remote: error: GH006: Protected branch update failed.\nremote: - Commits must have verified signatures.',
		/signed/,
	],
	['remote: GitLab: You are not allowed to push code to protected branches on this project.', /no pushes/],
	[
		'remote: error: GH013: Repository rule violations found\nremote: - Changes must be made through a pull request.',
		/no pushes/,
	],
	['remote: - Required status check "build" is expected.', /its own checks/],
	['remote: GitLab: Commit message does not contain Signed-off-by', /sign-off/],
	["remote: GitLab: You cannot push commits for 'aegis@localhost'.", /known people/],
	['remote: Permission to a/b.git denied to c.', /may not/],
	['remote: error: GH001: Large files detected.', /too large/],
	['! [remote rejected] main -> main (pre-receive hook declined)', /hook of its own/],
];

for (const [said, rule] of cases)
	test(`R10: a refusal is named by its rule first: ${said.slice(-40)}`, (t) => {
		const text = describeRefusal('origin', 'main', said);
		t.regex(text, rule);
		t.true(text.startsWith('origin refuses what lands on main: '));
	});

test('what nobody knows is told in the remote’s words', (t) =>
	t.is(describeRefusal('origin', 'main', 'remote: No.\nhint: x'), 'origin refused the merge: No.'));
