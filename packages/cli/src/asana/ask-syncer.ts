import { execa } from 'execa';
import { z } from 'zod';
import { AegisError } from '@aegis/shared/errors';
import type { Context } from '../context.ts';
import { passEnvironment } from '../instance/service-env.ts';
import { locateService } from '../instance/service-paths.ts';
import { readLastWordsOf } from '../instance/last-words.ts';

/** What the syncer says of a project's sections and fields, as lines for people. */
const SchemaReport = z.object({
	dryRun: z.boolean(),
	/** What was done, or with `dryRun` would be. */
	steps: z.array(z.string()),
	warnings: z.array(z.string()),
	/** What only a person can mend. */
	blocked: z.array(z.string()),
	/** Why there can be no fields: the board's plan does not include them. */
	skipped: z.string().nullable(),
});
export type SchemaReport = z.infer<typeof SchemaReport>;

/** Where a board is, and the account that keeps the project in order there. */
export interface SyncerAccess {
	readonly apiUrl: string;
	readonly token: string;
}

/**
 * Has the syncer bring a project to the schema, or say what that would take. Throws SCHEMA_NOT_CREATED with its words
 * and its exit code.
 */
export async function syncSchema(
	context: Context,
	projectGid: string,
	board: SyncerAccess,
	options: { readonly dryRun: boolean },
): Promise<SchemaReport> {
	const flags = ['--ensure-schema', '--once', ...(options.dryRun ? ['--dry-run'] : [])];
	const result = await runSyncer(context, ['--project', projectGid, ...flags], board);
	if (!result.failed) {
		const line = result.stdout.trimEnd().split('\n').at(-1) ?? '';
		return SchemaReport.parse(JSON.parse(line));
	}
	const words = readLastWordsOf(result.all);
	throw new AegisError(
		'SCHEMA_NOT_CREATED',
		`The project's sections and fields could not be looked at or created${words === null ? '.' : `: ${words.message}`}`,
		{
			fix: words?.fix ?? 'Correct what it names and try again.',
			exitCode: result.exitCode ?? 1,
		},
	);
}

const PortfolioReading = z.object({
	items: z.array(z.object({ gid: z.string(), name: z.string() })),
});
export type PortfolioReading = z.infer<typeof PortfolioReading>;

/** Has the syncer read a portfolio and change nothing. Throws PORTFOLIO_UNREADABLE. */
export async function askPortfolio(
	context: Context,
	portfolioGid: string,
	board: SyncerAccess,
): Promise<PortfolioReading> {
	const result = await runSyncer(context, ['--portfolio', portfolioGid, '--once'], board);
	if (!result.failed)
		return PortfolioReading.parse(JSON.parse(result.stdout.trimEnd().split('\n').at(-1) ?? ''));
	const words = readLastWordsOf(result.all);
	throw new AegisError(
		'PORTFOLIO_UNREADABLE',
		words?.message ?? `The portfolio ${portfolioGid} could not be read.`,
		{
			fix: words?.fix ?? 'Check the gid, and that the account of the token may see the portfolio.',
			exitCode: result.exitCode ?? 1,
		},
	);
}

function runSyncer({ env, home }: Context, args: readonly string[], board: SyncerAccess) {
	return execa(process.execPath, [locateService('syncer'), ...args], {
		reject: false,
		all: true,
		stdin: 'ignore',
		extendEnv: false,
		env: passEnvironment(env, {
			AEGIS_HOME: home.root,
			ASANA_BASE_URL: board.apiUrl,
			ASANA_ACCESS_TOKEN: board.token,
		}),
		timeout: 120_000,
	});
}
