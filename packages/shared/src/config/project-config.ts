import { z } from 'zod';
import { mergeApprovals } from '../domain/fields.ts';
import { agentNames } from '../domain/agents.ts';

const positive = z.number().positive();
const count = z.number().int().min(1);

const claudeFields = {
	/** The executable, with leading arguments if any: a path, words with quotes, or a list. */
	command: z.union([z.string(), z.array(z.string()).min(1)]),
	model: z.string(),
	/** Names of environment variables a run may see, besides the model's own credentials. */
	pass_env: z.array(z.string()),
};

const limitFields = {
	project: count,
	agents: z.partialRecord(z.enum(agentNames), count),
	/** Cards one author may have begun within an hour. */
	author_cards_per_hour: count,
	/** Runs one card may have within 24 hours. */
	card_runs_per_day: count,
	/** What runs of the project may cost within a day, and those of one author's cards, in all projects. */
	usd_per_day: positive,
	author_usd_per_day: positive,
};

const guardFields = {
	/** Globs of further paths that land only with a second tick. */
	add: z.array(z.string().min(1)),
	/** Globs of paths that do not need it, although Aegis would ask. */
	relax: z.array(z.string().min(1)),
};

/** How a card lands: as a merge of one commit, or as that commit. */
export const mergeStyles = ['merge', 'squash', 'rebase'] as const;
export type MergeStyle = (typeof mergeStyles)[number];

const mergeFields = {
	style: z.enum(mergeStyles),
};

/** Every setting of a project, without its default. Money is US dollars. */
const fields = {
	base_branch: z.string().min(1),
	/** The remote that main and the cards' branches are pushed to; null works on the local repository alone. */
	remote: z.string().min(1).nullable(),
	/** The command that must pass before anything lands; null means the repository has no tests. */
	test_command: z.string().nullable(),
	hydration_command: z.string().nullable(),
	/** Whether packages may run scripts of their own while they are installed. */
	install_scripts: z.boolean(),
	worktree_dir: z.string().min(1),
	/** Hosts a sandboxed run may reach: names, `*.name`, `name:port`, `private:name`, `registries`, `any`. */
	hosts: z.array(
		z
			.string()
			.regex(
				/^(?:private:)?(?:\*\.)?[A-Za-z0-9._-]+(?::\d{1,5})?$/,
				'name a host, without a scheme or a path',
			),
	),
	poll_interval_seconds: z.number().min(0.05).max(3600),
	default_max_cost: positive,
	/** A Max Cost above it counts as this; null: none. */
	max_cost_ceiling: positive.nullable(),
	/** What an empty Merge Approval field means. */
	default_merge_approval: z.enum(mergeApprovals).exclude(['Approved']),
	/** Who put a card there may not approve it, and every merge wants an approval. */
	four_eyes: z.boolean(),
	/** Approved set by the account Aegis itself acts as counts: for one who uses their own token. */
	own_account_may_approve: z.boolean(),
	max_attempts: count,
	max_review_rounds: count,
	run_timeout_minutes: positive,
	silence_timeout_minutes: positive,
	test_timeout_minutes: positive,
};

/** What a file says of a project's settings: only the keys that are in it. */
export const ProjectProposal = z.strictObject({
	...z.strictObject(fields).partial().shape,
	guarded_paths: z.strictObject(guardFields).partial().optional(),
	merge: z.strictObject(mergeFields).partial().optional(),
	limits: z.strictObject(limitFields).partial().optional(),
	runners: z.strictObject({ claude: z.strictObject(claudeFields).partial().optional() }).optional(),
});
export type ProjectProposal = z.infer<typeof ProjectProposal>;

/** The settings a project goes by, every default filled in. */
export const ProjectConfig = z.strictObject({
	base_branch: fields.base_branch.default('main'),
	remote: fields.remote.default(null),
	test_command: fields.test_command.default(null),
	hydration_command: fields.hydration_command.default(null),
	install_scripts: fields.install_scripts.default(false),
	worktree_dir: fields.worktree_dir.default('.aegis/worktrees'),
	hosts: fields.hosts.default(['registries']),
	poll_interval_seconds: fields.poll_interval_seconds.default(30),
	default_max_cost: fields.default_max_cost.default(2),
	max_cost_ceiling: fields.max_cost_ceiling.default(null),
	default_merge_approval: fields.default_merge_approval.default('Auto-Approve'),
	four_eyes: fields.four_eyes.default(false),
	own_account_may_approve: fields.own_account_may_approve.default(false),
	max_attempts: fields.max_attempts.default(3),
	max_review_rounds: fields.max_review_rounds.default(3),
	run_timeout_minutes: fields.run_timeout_minutes.default(60),
	silence_timeout_minutes: fields.silence_timeout_minutes.default(15),
	test_timeout_minutes: fields.test_timeout_minutes.default(20),
	guarded_paths: z
		.strictObject({ add: guardFields.add.default([]), relax: guardFields.relax.default([]) })
		.default({ add: [], relax: [] }),
	merge: z.strictObject({ style: mergeFields.style.default('merge') }).default({ style: 'merge' }),
	limits: z
		.strictObject({
			project: limitFields.project.optional(),
			agents: limitFields.agents.default({}),
			author_cards_per_hour: limitFields.author_cards_per_hour.default(500),
			card_runs_per_day: limitFields.card_runs_per_day.default(100),
			usd_per_day: limitFields.usd_per_day.optional(),
			author_usd_per_day: limitFields.author_usd_per_day.optional(),
		})
		.default({ agents: {}, author_cards_per_hour: 500, card_runs_per_day: 100 }),
	runners: z
		.strictObject({
			claude: z
				.strictObject({
					command: claudeFields.command.optional(),
					model: claudeFields.model.optional(),
					pass_env: claudeFields.pass_env.default([]),
				})
				.default({ pass_env: [] }),
		})
		.default({ claude: { pass_env: [] } }),
});
export type ProjectConfig = z.infer<typeof ProjectConfig>;

/** The file in a repository that may tighten and propose settings. */
export const projectConfigFile = 'aegis_config.json';
