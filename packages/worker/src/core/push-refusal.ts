/** A rule that a remote refuses a landing by, and the setting that mends it. */
interface Rule {
	readonly says: RegExp;
	readonly rule: string;
	readonly fix: string;
}

/** In the words of GitHub, GitLab, Bitbucket, Gitea and of git itself; the first that matches is named. */
const rules: readonly Rule[] = [
	{
		says: /must not contain merge commits|merge commits? (?:are|is) not allowed|no merge commits|linear history|refus\w+ merge commit/i,
		rule: 'it takes no merge commits',
		fix: 'Set merge.style to squash.',
	},
	{
		says: /verified signature|must be signed|unsigned commit|not signed|missing signature|require[sd]? (?:gpg |commit )?signatures?/i,
		rule: 'it takes signed commits only',
		fix: 'Let the account that pushes bypass that rule: Aegis does not sign.',
	},
	{
		says: /signed-off-by|sign-?off|\bDCO\b/i,
		rule: 'it takes commits with a sign-off only',
		fix: 'Let the account that pushes bypass that rule: an agent signs off for nobody.',
	},
	{
		says: /committer email|author(?:'s)? email|GH007|verified emails|is not a member of (?:the )?team|cannot push commits for/i,
		rule: 'it takes commits of known people only',
		fix: 'Let the account that pushes bypass that rule.',
	},
	{
		says: /required status check|status checks? (?:is|are) (?:expected|required)/i,
		rule: 'it wants its own checks to pass first',
		fix: 'Let the account that pushes bypass that rule: Aegis tests the merge itself.',
	},
	{
		says: /through a pull request|protected branch|GH006|GH013|not allowed to push|rule violations|denyCurrentBranch|pushes? to \S+ (?:is|are) (?:not allowed|forbidden)/i,
		rule: 'it takes no pushes to that branch',
		fix: 'Let the account that pushes do so in the branch’s protection.',
	},
	{
		says: /permission (?:to \S+ )?denied|access denied|write access|not authorized|authentication failed|\b40[13]\b|could not read Username/i,
		rule: 'the account that pushes may not',
		fix: 'Give it the right to push, or set the remote’s credentials right.',
	},
	{
		says: /exceeds? .*(?:size|limit)|GH001|large files?/i,
		rule: 'a file is too large for it',
		fix: 'Take it out of the branch.',
	},
	{
		says: /hook declined/i,
		rule: 'a hook of its own declined it',
		fix: 'See what the hook says.',
	},
];

/** A refused landing in one sentence that names the rule first, then what mends it, then the remote's own words. */
export function describeRefusal(remote: string, branch: string, said: string): string {
	const words = said
		.split('\n')
		.map((line) => line.replace(/^remote:\s*/, '').trim())
		.filter((line) => line !== '' && !/^(?:To |error: failed to push|hint:)/.test(line))
		.join(' ')
		.slice(0, 400);
	const found = rules.find(({ says }) => says.test(said));
	return found === undefined
		? `${remote} refused the merge: ${words}`
		: `${remote} refuses what lands on ${branch}: ${found.rule}. ${found.fix} It says: ${words}`;
}
