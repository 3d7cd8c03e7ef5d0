import { join } from 'node:path';
import { z } from 'zod';
import { mergeApprovals } from '../domain/fields.ts';
import { agentNames } from '../domain/agents.ts';
import { readJsonFile } from './read-json.ts';

const ClaudeConfig = z.strictObject({
	/** The executable, with leading arguments if any: a path, words with quotes, or a list. */
	command: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
	model: z.string().optional(),
	/** Names of environment variables a run may see, besides the model's own credentials. */
	pass_env: z.array(z.string()).default([]),
});

/** `aegis_config.json` in a repository. Money is US dollars. */
export const ProjectConfig = z.strictObject({
	base_branch: z.string().default('main'),
	/** The remote that main and the cards' branches are pushed to; null works on the local repository alone. */
	remote: z.string().nullable().default(null),
	/** The command that must pass before anything lands; null means the repository has no tests. */
	test_command: z.string().nullable().default(null),
	hydration_command: z.string().nullable().default(null),
	worktree_dir: z.string().default('.aegis/worktrees'),
	poll_interval_seconds: z.number().min(0.05).max(3600).default(30),
	default_max_cost: z.number().positive().default(2),
	/** What an empty Merge Approval field means. */
	default_merge_approval: z.enum(mergeApprovals).exclude(['Approved']).default('Auto-Approve'),
	max_attempts: z.number().int().min(1).default(3),
	max_review_rounds: z.number().int().min(1).default(3),
	run_timeout_minutes: z.number().positive().default(60),
	silence_timeout_minutes: z.number().positive().default(15),
	test_timeout_minutes: z.number().positive().default(20),
	limits: z
		.strictObject({
			project: z.number().int().positive().optional(),
			agents: z.partialRecord(z.enum(agentNames), z.number().int().positive()).default({}),
		})
		.default({ agents: {} }),
	runners: z
		.strictObject({ claude: ClaudeConfig.default({ pass_env: [] }) })
		.default({ claude: { pass_env: [] } }),
});
export type ProjectConfig = z.infer<typeof ProjectConfig>;

export const projectConfigFile = 'aegis_config.json';

/** A repository's configuration, or the defaults where it has none. Throws CONFIG_UNREADABLE or CONFIG_INVALID. */
export function loadProjectConfig(repository: string): ProjectConfig {
	return readJsonFile(join(repository, projectConfigFile), ProjectConfig) ?? ProjectConfig.parse({});
}
