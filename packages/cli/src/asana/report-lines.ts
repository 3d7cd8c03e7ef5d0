import type { Paint } from '../output/terminal.ts';
import type { SchemaReport } from './ask-syncer.ts';

/** A report as lines: the steps, what a person should know, what a person must do. */
export function formatReport(report: SchemaReport, paint: Paint): string[] {
	const mark = report.dryRun ? paint.dim('·') : paint.green('✓');
	return [
		...report.steps.map((step) => `${mark} ${step}`),
		...report.warnings.map((warning) => `${paint.yellow('!')} ${warning}`),
		...report.blocked.map((why) => `${paint.red('✗')} ${why}`),
	];
}

/** What was done in one line. */
export function summariseReport({ dryRun, steps }: SchemaReport): string {
	if (steps.length === 0) return 'Sections and fields: nothing to add';
	return `Sections and fields: ${steps.length} ${steps.length === 1 ? 'step' : 'steps'} ${dryRun ? 'to take' : 'taken'}`;
}
