import { ProjectConfig, type ProjectProposal } from './project-config.ts';

/** A setting the repository asks for and the operator has not confirmed: it does not count. */
export interface PendingSetting {
	/** Its path in the file, for example `runners.claude.command`. */
	readonly setting: string;
	readonly counts: unknown;
	readonly proposed: unknown;
}

export interface SettledSettings {
	readonly config: ProjectConfig;
	readonly pending: readonly PendingSetting[];
}

type Tightens = (from: unknown, to: unknown) => boolean;

const never: Tightens = () => false;
/** An absent limit is none at all. */
const lower: Tightens = (from, to) =>
	typeof to === 'number' && to < (typeof from === 'number' ? from : Infinity);
const higher: Tightens = (from, to) => typeof to === 'number' && typeof from === 'number' && to > from;
const becomes =
	(strict: unknown): Tightens =>
	(_from, to) =>
		to === strict;
const fewer: Tightens = (from, to) => listOf(to).every((entry) => listOf(from).includes(entry));
const more: Tightens = (from, to) => fewer(to, from);

/**
 * Every setting, and when another value of it is only stricter. A repository may make those so by itself; all else is
 * authority and waits for the operator. A setting that is not here cannot be proposed at all.
 */
const rules: Readonly<Record<string, Tightens>> = {
	base_branch: never,
	remote: never,
	test_command: never,
	hydration_command: never,
	install_scripts: becomes(false),
	worktree_dir: never,
	hosts: fewer,
	poll_interval_seconds: higher,
	default_max_cost: lower,
	max_cost_ceiling: lower,
	default_merge_approval: becomes('Manual Check'),
	four_eyes: becomes(true),
	own_account_may_approve: becomes(false),
	max_attempts: lower,
	max_review_rounds: lower,
	run_timeout_minutes: lower,
	silence_timeout_minutes: lower,
	test_timeout_minutes: lower,
	'merge.style': never,
	'guarded_paths.add': more,
	'guarded_paths.relax': fewer,
	'limits.project': lower,
	'limits.agents.Triage': lower,
	'limits.agents.Planner': lower,
	'limits.agents.Worker': lower,
	'limits.agents.Reviewer': lower,
	'limits.agents.Merger': lower,
	'limits.agents.Documentation': lower,
	'limits.author_cards_per_hour': lower,
	'limits.card_runs_per_day': lower,
	'limits.usd_per_day': lower,
	'limits.author_usd_per_day': lower,
	'runners.claude.command': never,
	'runners.claude.model': never,
	'runners.claude.pass_env': fewer,
};

/**
 * What a project goes by. The operator's word is the last; what the operator confirmed of the repository's file comes
 * next; what the file says now (`proposed`; null where the base has none) counts only where it is stricter than both.
 */
export function settleSettings(from: {
	readonly operator: ProjectProposal;
	readonly confirmed: ProjectProposal;
	readonly proposed: ProjectProposal | null;
}): SettledSettings {
	const defaults = ProjectConfig.parse({});
	const settled = {};
	const pending: PendingSetting[] = [];
	for (const [setting, tightens] of Object.entries(rules)) {
		const keys = setting.split('.');
		const fallback = readLeaf(defaults, keys);
		const own = readLeaf(from.operator, keys);
		const confirmed = readLeaf(from.confirmed, keys);
		const said = readLeaf(from.proposed, keys);
		const stands = firstSaid(own, confirmed, fallback);
		// What was confirmed and has gone from the file asks for the default.
		const dropped =
			from.proposed !== null && said === undefined && confirmed !== undefined && own === undefined;
		const asked = dropped ? fallback : said;
		const changes = (dropped || said !== undefined) && !isSame(asked, stands);
		const counts = changes && tightens(stands, asked) ? asked : stands;
		if (counts !== undefined) writeLeaf(settled, keys, counts);
		if (changes && counts !== asked && own === undefined)
			pending.push({ setting, counts: counts ?? null, proposed: asked ?? null });
	}
	return { config: ProjectConfig.parse(settled), pending };
}

type Tree = { [key: string]: unknown };

/** Undefined where nothing is said; null is a word of its own. */
function readLeaf(tree: unknown, keys: readonly string[]): unknown {
	let at: unknown = tree;
	for (const key of keys) {
		if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
		at = (at as Tree)[key];
	}
	return at;
}

/** Null is a word: it says that there is none. */
function firstSaid(...words: readonly unknown[]): unknown {
	return words.find((word) => word !== undefined);
}

function writeLeaf(tree: Tree, keys: readonly string[], value: unknown): void {
	let at = tree;
	for (const key of keys.slice(0, -1)) at = (at[key] ??= {}) as Tree;
	at[keys.at(-1) ?? ''] = value;
}

function isSame(a: unknown, b: unknown): boolean {
	return JSON.stringify(a) === JSON.stringify(b);
}

function listOf(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [];
}
