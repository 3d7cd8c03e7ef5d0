import test from 'ava';
import { ProjectProposal, settleSettings } from '../../src/config.ts';

const settle = (proposed: unknown, confirmed: unknown = {}, operator: unknown = {}) =>
	settleSettings({
		operator: ProjectProposal.parse(operator),
		confirmed: ProjectProposal.parse(confirmed),
		proposed: proposed === null ? null : ProjectProposal.parse(proposed),
	});

test('what a repository says has no authority of its own: nothing confirmed, nothing counts', (t) => {
	const { config, pending } = settle({
		base_branch: 'evil',
		remote: 'elsewhere',
		test_command: 'true',
		hydration_command: 'sh evil.sh',
		install_scripts: true,
		worktree_dir: '../other',
		default_max_cost: 1e6,
		max_attempts: 1000,
		run_timeout_minutes: 9999,
		limits: { project: 99, card_runs_per_day: 1e6, author_cards_per_hour: 1e6 },
		guarded_paths: { relax: ['**'] },
		own_account_may_approve: true,
		runners: { claude: { command: './evil', model: 'dearest', pass_env: ['ASANA_ACCESS_TOKEN'] } },
	});
	const { config: defaults } = settle(null);
	t.deepEqual(config, { ...defaults, limits: { ...defaults.limits, project: 99 } });
	t.deepEqual(
		pending.map(({ setting }) => setting),
		[
			'base_branch',
			'remote',
			'test_command',
			'hydration_command',
			'install_scripts',
			'worktree_dir',
			'default_max_cost',
			'own_account_may_approve',
			'max_attempts',
			'run_timeout_minutes',
			'guarded_paths.relax',
			'limits.author_cards_per_hour',
			'limits.card_runs_per_day',
			'runners.claude.command',
			'runners.claude.model',
			'runners.claude.pass_env',
		],
	);
});

test('it may tighten by itself, against the operator too', (t) => {
	const tight = {
		poll_interval_seconds: 60,
		default_max_cost: 1,
		max_cost_ceiling: 5,
		default_merge_approval: 'Manual Check',
		four_eyes: true,
		max_attempts: 1,
		limits: { project: 1, agents: { Worker: 1 }, card_runs_per_day: 3 },
		guarded_paths: { add: ['infra/**'] },
	};
	const { config, pending } = settle(tight, {}, { default_max_cost: 8, max_cost_ceiling: 20 });
	t.deepEqual(pending, []);
	t.like(config, { ...tight, limits: { project: 1, agents: { Worker: 1 }, card_runs_per_day: 3 } });
});

test('what was confirmed counts, and a change of it waits with both values named', (t) => {
	const confirmed = {
		test_command: 'npm test',
		remote: 'origin',
		runners: { claude: { pass_env: ['A', 'B'] } },
	};
	t.deepEqual(settle(confirmed, confirmed).pending, []);
	const { config, pending } = settle(
		{ test_command: 'true', remote: 'origin', runners: { claude: { pass_env: ['B'] } } },
		confirmed,
	);
	t.is(config.test_command, 'npm test');
	t.deepEqual(config.runners.claude.pass_env, ['B'], 'fewer is stricter');
	t.deepEqual(pending, [{ setting: 'test_command', counts: 'npm test', proposed: 'true' }]);
});

test('a setting that is taken out of the file asks for its default, and does not get it when that is laxer', (t) => {
	const confirmed = { test_command: 'npm test', default_max_cost: 1, limits: { project: 2 } };
	const { config, pending } = settle({}, confirmed);
	t.like(config, { test_command: 'npm test', default_max_cost: 1 });
	t.is(config.limits.project, 2);
	t.deepEqual(
		pending.map(({ setting, proposed }) => [setting, proposed]),
		[
			['test_command', null],
			['default_max_cost', 2],
			['limits.project', null],
		],
	);
	t.is(settle({}, { default_max_cost: 9 }).config.default_max_cost, 2, 'back to a stricter default');
});

test('a base without the file asks for nothing', (t) => {
	const { config, pending } = settle(null, { test_command: 'npm test' });
	t.is(config.test_command, 'npm test');
	t.deepEqual(pending, []);
});

test('the operator’s own word is the last: it is gone by, and nothing waits for it', (t) => {
	const { config, pending } = settle(
		{ remote: 'origin', test_command: 'true' },
		{ remote: 'origin' },
		{ remote: null, test_command: 'make check' },
	);
	t.like(config, { remote: null, test_command: 'make check' });
	t.deepEqual(pending, []);
});
