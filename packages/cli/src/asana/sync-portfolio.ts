import { AegisError, describeError } from '@aegis/shared/errors';
import { accessAsana } from '../board/connect.ts';
import type { Context } from '../context.ts';
import { askPortfolio, syncSchema, type SchemaReport, type SyncerAccess } from './ask-syncer.ts';
import { formatReport, summariseReport } from './report-lines.ts';

interface Outcome {
	readonly gid: string;
	readonly name: string;
	readonly report: SchemaReport | null;
	/** Why a person has to look at it, or null. */
	readonly failure: string | null;
}

/**
 * Brings every project of a portfolio to the schema, or prints what that would take: a line for each. One that fails
 * keeps no other from its turn; then 1 is returned. Throws PORTFOLIO_UNREADABLE, ASANA_TOKEN_MISSING (exit 4) or
 * PORTFOLIO_MISSING (2).
 */
export async function runSyncPortfolio(
	context: Context,
	options: { readonly portfolio: string | true; readonly dryRun: boolean; readonly json: boolean },
): Promise<number> {
	const { terminal, env } = context;
	const gid = requirePortfolio(options.portfolio, env['ASANA_PORTFOLIO_GID']);
	const { apiUrl, token } = accessAsana(env, requireToken(env['ASANA_ACCESS_TOKEN']));
	const board = { apiUrl, token };
	const { items } = await askPortfolio(context, gid, board);
	const outcomes: Outcome[] = [];
	for (const item of items) {
		const outcome = await syncOne(context, item, board, options.dryRun);
		outcomes.push(outcome);
		if (!options.json) for (const line of describeOutcome(context, outcome)) terminal.out(line);
	}
	const failed = outcomes.filter(({ failure }) => failure !== null).length;
	if (options.json) terminal.out(JSON.stringify({ portfolio: gid, projects: outcomes }, null, 2));
	else if (items.length === 0) terminal.out(`The portfolio ${gid} holds no project.`);
	else if (failed > 0) terminal.note(`${failed} of ${items.length} projects need a person.`);
	return failed === 0 ? 0 : 1;
}

async function syncOne(
	context: Context,
	{ gid, name }: { readonly gid: string; readonly name: string },
	board: SyncerAccess,
	dryRun: boolean,
): Promise<Outcome> {
	try {
		const report = await syncSchema(context, gid, board, { dryRun });
		const failure = report.skipped ?? (report.blocked.length === 0 ? null : report.blocked.join(' '));
		return { gid, name, report, failure };
	} catch (error) {
		return { gid, name, report: null, failure: describeError(error) };
	}
}

function describeOutcome({ terminal: { paint } }: Context, outcome: Outcome): string[] {
	const { gid, name, report, failure } = outcome;
	const project = `${name} (${gid})`;
	if (report === null) return [`${paint.red('✗')} ${project}: ${failure ?? ''}`];
	const mark = failure === null ? paint.green('✓') : paint.red('✗');
	const skipped = report.skipped === null ? [] : [`${paint.red('✗')} ${report.skipped}`];
	// What was done is told in one line; what would be done is what was asked for.
	const details = formatReport(report.dryRun ? report : { ...report, steps: [] }, paint);
	return [
		`${mark} ${project}: ${summariseReport(report)}`,
		...[...details, ...skipped].map((line) => `  ${line}`),
	];
}

function requirePortfolio(given: string | true, known: string | undefined): string {
	const gid = given === true ? known : given;
	if (gid !== undefined && gid !== '') return gid;
	throw new AegisError('PORTFOLIO_MISSING', 'Which portfolio is meant was not said.', {
		fix: 'Give its gid with --portfolio, or set ASANA_PORTFOLIO_GID.',
		exitCode: 2,
	});
}

function requireToken(token: string | undefined): string {
	if (token !== undefined && token !== '') return token;
	throw new AegisError('ASANA_TOKEN_MISSING', 'A portfolio is on Asana, and ASANA_ACCESS_TOKEN is not set.', {
		fix: '`aegis connect asana` asks for one and keeps it; or set it in the environment.',
		exitCode: 4,
	});
}
