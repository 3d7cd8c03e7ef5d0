import type { Context } from '../context.ts';
import { chooseProject } from '../task/access.ts';
import { syncSchema } from './ask-syncer.ts';
import { reducedMode } from './plan-not-supported.ts';
import { reachBoard } from './reach-board.ts';
import { formatReport, summariseReport } from './report-lines.ts';

/**
 * Brings a project's board to the schema, or prints what that would take. Returns 1 where something is left that only
 * a person can mend. Where the board's plan has no fields, the sections are all there is to bring.
 */
export async function runSyncSchema(
	context: Context,
	options: { readonly project?: string; readonly dryRun: boolean; readonly json: boolean },
): Promise<number> {
	const { terminal } = context;
	const project = chooseProject(context, options.project);
	await using board = await reachBoard(context, project);
	const planned = await syncSchema(context, project.gid, board, { dryRun: true });
	const idle = options.dryRun || planned.steps.length === 0;
	const report = idle
		? { ...planned, dryRun: options.dryRun }
		: await syncSchema(context, project.gid, board, { dryRun: false });
	const { gid, name } = project;
	if (options.json) terminal.out(JSON.stringify({ project: { gid, name }, ...report }, null, 2));
	else {
		for (const line of formatReport(report, terminal.paint)) terminal.out(line);
		if (report.skipped !== null) terminal.out(`${terminal.paint.yellow('!')} ${reducedMode}.`);
		terminal.out(`${summariseReport(report)} (${name}, ${gid})`);
	}
	return report.blocked.length === 0 ? 0 : 1;
}
