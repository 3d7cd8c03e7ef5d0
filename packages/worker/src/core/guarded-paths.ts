import { readPackageGuards, readPyprojectGuards } from './guarded-manifests.ts';
import { findLostTests, mayHoldTests } from './lost-tests.ts';

/** A change that lands only with a person's second tick, and why. */
export interface GuardedChange {
	readonly path: string;
	readonly why: string;
}

/** One line of a raw diff of two trees, with what the blobs say where that decides. Absent sides are null. */
export interface PathChange {
	readonly path: string;
	readonly mode: string;
	readonly before: string | null;
	readonly after: string | null;
}

export interface GuardRules {
	/** Whether a glob of the operator's `guarded_paths` matches. */
	readonly isAdded: (path: string) => boolean;
	readonly isRelaxed: (path: string) => boolean;
	/** The commands that Aegis itself runs on a change. */
	readonly commands: readonly string[];
	/** Files the agent of this run may land by itself. */
	readonly exempt: readonly string[];
}

/**
 * What decides over other people's machines, over the checks, or over the agents to come. Matched without case: on many
 * machines `.GitHub` is `.github`. Sources: the documented files of each tool.
 */
const guards: readonly (readonly [why: string, pattern: RegExp])[] = [
	[
		'CI',
		/^(\.github|\.gitlab|\.circleci|\.buildkite|\.woodpecker|\.azure-pipelines|\.ci|\.teamcity|\.tekton)\/|^(\.gitlab-ci|\.travis|\.appveyor|appveyor|\.drone|\.woodpecker|azure-pipelines|bitbucket-pipelines|cloudbuild|buildspec)\.ya?ml$|(^|\/)jenkinsfile$|(^|\/)codeowners$/,
	],
	[
		'hooks',
		/^(\.husky|\.githooks|\.git-hooks|githooks|\.hooks)\/|(^|\/)(\.?lefthook(-local)?\.(ya?ml|toml|json)|\.pre-commit-config\.ya?ml|\.pre-commit-hooks\.ya?ml|\.overcommit\.yml|\.lintstagedrc[^/]*|lint-staged\.config\.[cm]?[jt]s|\.simple-git-hooks\.[cm]?js(on)?)$/,
	],
	['git', /(^|\/)(\.gitmodules|\.gitattributes|\.lfsconfig|\.gitconfig)$/],
	[
		'lock file',
		/(^|\/)(package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?|deno\.lock|poetry\.lock|pdm\.lock|uv\.lock|pipfile\.lock|cargo\.lock|go\.sum|gemfile\.lock|composer\.lock|mix\.lock|packages\.lock\.json|gradle\.lockfile|flake\.lock)$/,
	],
	[
		'package manager',
		/(^|\/)(\.npmrc|\.yarnrc(\.yml)?|\.pnpmfile\.[cm]?js|pnpmfile\.[cm]?js|pnpm-workspace\.yaml|bunfig\.toml|pip\.conf|\.pypirc|nuget\.config|\.cargo\/config(\.toml)?|gradle\.properties|gradlew(\.bat)?|gradle\/wrapper\/.*|mvnw(\.cmd)?|\.mvn\/.*|\.yarn\/.*|\.condarc)$/,
	],
	[
		'test configuration',
		/(^|\/)((jest|vitest|vite|ava|karma|playwright|cypress|wdio|web-test-runner)\.(config|conf|workspace)\.[cm]?[jt]s(on)?|\.mocharc[^/]*|\.nycrc[^/]*|\.c8rc[^/]*|\.taprc|pytest\.ini|tox\.ini|noxfile\.py|conftest\.py|setup\.cfg|\.coveragerc|phpunit\.xml(\.dist)?|\.rspec|\.config\/nextest\.toml|codecov\.ya?ml|\.codecov\.ya?ml|sonar-project\.properties)$/,
	],
	[
		'what agents are told',
		/(^|\/)(claude(\.local)?\.md|agents\.md|gemini\.md|\.mcp\.json|\.cursorrules|\.claude\.json)$|(^|\/)(\.claude|\.codex|\.cursor|\.gemini)\//,
	],
	['Aegis', /^(aegis_config\.json|swarm_memory\.md|user_preferences\.md)$|^\.aegis\//],
	[
		'editor and shell',
		/^(\.vscode|\.devcontainer|\.idea\/runconfigurations)\/|(^|\/)(\.envrc|\.tool-versions|mise\.toml|\.mise\.toml)$/,
	],
];

/** The changes of a merge that want a second tick, in the order of the diff. */
export function findGuardedChanges(changes: readonly PathChange[], rules: GuardRules): GuardedChange[] {
	const lost = new Map(
		findLostTests(changes.filter(({ path }) => !rules.isRelaxed(path))).map((one) => [one.path, one]),
	);
	return changes.flatMap((change) => {
		const tests = lost.get(change.path);
		const fewer = tests === undefined ? null : `fewer tests: ${tests.before} before, ${tests.after} now`;
		const why = rules.exempt.includes(change.path) ? null : (judge(change, rules) ?? fewer);
		return why === null ? [] : [{ path: change.path, why }];
	});
}

function judge(change: PathChange, rules: GuardRules): string | null {
	const { path } = change;
	if (rules.isAdded(path)) return 'named by this project';
	const why = judgeKind(change) ?? judgeName(path, rules.commands) ?? judgeContent(change);
	return why === null || rules.isRelaxed(path) ? null : why;
}

/** Whether a file's content decides, so that it must be read. */
export function isReadForGuards({ path, mode }: Pick<PathChange, 'path' | 'mode'>): boolean {
	return mode === '120000' || /(^|\/)(package\.json|pyproject\.toml)$/i.test(path) || mayHoldTests(path);
}

/** A link out of the repository, or a commit of another one. */
function judgeKind({ path, mode, after }: PathChange): string | null {
	if (mode === '160000') return 'submodule';
	if (mode !== '120000') return null;
	return after !== null && staysInside(path, after) ? null : 'link out of the repository';
}

function staysInside(path: string, target: string): boolean {
	if (/^([/\\~]|[A-Za-z]:)/.test(target)) return false;
	let depth = path.split('/').length - 1;
	for (const part of target.split('/')) {
		if (part === '' || part === '.') continue;
		depth += part === '..' ? -1 : 1;
		if (depth < 0) return false;
	}
	return true;
}

function judgeName(path: string, commands: readonly string[]): string | null {
	const name = path.toLowerCase();
	const guard = guards.find(([, pattern]) => pattern.test(name));
	if (guard !== undefined) return guard[0];
	return isRunBy(path, commands) ? 'what the checks run' : null;
}

const taskFiles: readonly (readonly [program: string, file: RegExp])[] = [
	['make', /^(gnu)?makefile$|\.mk$/],
	['just', /^\.?justfile$/],
	['task', /^taskfile(\.dist)?\.ya?ml$/],
	['rake', /^rakefile$/],
];

/** A script that a command of Aegis's names, or the file that its task runner reads. */
function isRunBy(path: string, commands: readonly string[]): boolean {
	const name = (path.split('/').at(-1) ?? '').toLowerCase();
	return commands.some((command) => {
		const words = command
			.split(/[\s;&|()]+/)
			.map((word) => word.replace(/^["']|["']$/g, '').replace(/^\.\//, ''));
		if (words.includes(path) && /(^|\/)[^./]+$|\.(sh|bash|zsh|ps1|bat|cmd)$/i.test(path)) return true;
		return taskFiles.some(([program, file]) => words.includes(program) && file.test(name));
	});
}

function judgeContent({ path, before, after }: PathChange): string | null {
	if (/(^|\/)package\.json$/i.test(path))
		return readPackageGuards(before) === readPackageGuards(after) ? null : 'package scripts';
	if (/(^|\/)pyproject\.toml$/i.test(path))
		return readPyprojectGuards(before) === readPyprojectGuards(after) ? null : 'test configuration';
	return null;
}
