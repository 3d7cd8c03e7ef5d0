/** The flags of the real CLI the stand-in takes, by how many arguments follow; `many` takes all up to the next flag. */
const known: Readonly<Record<string, 0 | 1 | 'many'>> = {
	'-p': 0,
	'--print': 0,
	'--verbose': 0,
	'--include-partial-messages': 0,
	'--strict-mcp-config': 0,
	'--disable-slash-commands': 0,
	'--version': 0,
	'--input-format': 1,
	'--output-format': 1,
	'--setting-sources': 1,
	'--permission-mode': 1,
	'--json-schema': 1,
	'--max-turns': 1,
	'--max-budget-usd': 1,
	'--session-id': 1,
	'--resume': 1,
	'--model': 1,
	'--append-system-prompt-file': 1,
	'--tools': 'many',
	'--allowedTools': 'many',
	'--scenario': 1,
	'--speed': 1,
	'--bill': 1,
};

const permissionModes = ['acceptEdits', 'auto', 'bypassPermissions', 'manual', 'dontAsk', 'plan'];
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export interface Flags {
	readonly version: boolean;
	readonly scenario: string | null;
	readonly speed: number;
	/** Where every turn is charged; null for nowhere. */
	readonly bill: string | null;
	readonly tools: readonly string[] | null;
	readonly permissionMode: string;
	readonly wantsAnswer: boolean;
	readonly maxTurns: number;
	readonly maxBudgetUsd: number;
	readonly sessionId: string | null;
	readonly resume: string | null;
}

/** Reads the arguments, or says what is wrong with them in the words of the real CLI. */
export function parseFlags(argv: readonly string[]): Flags | { readonly error: string } {
	const values = new Map<string, string[]>();
	for (let at = 0; at < argv.length; at += 1) {
		const flag = argv[at] ?? '';
		const arity = known[flag];
		if (arity === undefined) {
			return {
				error: flag.startsWith('-')
					? `error: unknown option '${flag}'`
					: `error: unexpected argument '${flag}'`,
			};
		}
		const rest = argv.slice(at + 1);
		const end = rest.findIndex((word) => word.startsWith('-'));
		const taken = arity === 'many' ? rest.slice(0, end === -1 ? rest.length : end) : rest.slice(0, arity);
		if (arity === 1 && taken.length === 0)
			return { error: `error: option '${flag} <value>' argument missing` };
		values.set(flag, [...(values.get(flag) ?? []), ...taken]);
		at += taken.length;
	}
	const problem = findProblem(values);
	return problem === null ? readFlags(values) : { error: problem };
}

function findProblem(values: ReadonlyMap<string, string[]>): string | null {
	if (values.has('--version')) return null;
	const mode = values.get('--permission-mode')?.[0];
	if (mode !== undefined && !permissionModes.includes(mode)) {
		return `error: option '--permission-mode <mode>' argument '${mode}' is invalid. Allowed choices are ${permissionModes.join(', ')}.`;
	}
	for (const flag of ['--input-format', '--output-format']) {
		if (values.get(flag)?.[0] !== 'stream-json')
			return `Error: the simulated claude needs ${flag} stream-json`;
	}
	if (!values.has('--verbose'))
		return 'Error: When using --print, --output-format=stream-json requires --verbose';
	const sessionId = values.get('--session-id')?.[0];
	if (sessionId !== undefined && !uuid.test(sessionId))
		return 'Error: Invalid session ID. Must be a valid UUID.';
	if (sessionId !== undefined && values.has('--resume')) {
		return 'Error: --session-id can only be used with --continue or --resume if --fork-session is also specified.';
	}
	return null;
}

function readFlags(values: ReadonlyMap<string, string[]>): Flags {
	const first = (flag: string): string | null => values.get(flag)?.[0] ?? null;
	const speed = Number(first('--speed') ?? 1);
	return {
		version: values.has('--version'),
		scenario: first('--scenario'),
		speed: speed > 0 ? speed : 1,
		bill: first('--bill'),
		tools: values.get('--tools')?.flatMap((list) => list.split(/[\s,]+/)) ?? null,
		permissionMode: first('--permission-mode') ?? 'default',
		wantsAnswer: values.has('--json-schema'),
		maxTurns: Number(first('--max-turns') ?? Number.POSITIVE_INFINITY),
		maxBudgetUsd: Number(first('--max-budget-usd') ?? Number.POSITIVE_INFINITY),
		sessionId: first('--session-id'),
		resume: first('--resume'),
	};
}
