import type { TrackedProject } from '@aegis/shared/config';
import { AegisError, describeError } from '@aegis/shared/errors';
import { reducedMode } from '../asana/plan-not-supported.ts';
import { syncSchema, type SchemaReport } from '../asana/ask-syncer.ts';
import { accessAsana, type BoardAccess } from '../board/connect.ts';
import { findProjectName } from '../board/projects.ts';
import { readAccount, type Account } from '../connect/account.ts';
import type { Context } from '../context.ts';
import { fail, pass, warn, type Check } from './check.ts';
import { measureSkew } from './core/clock-skew.ts';

/** Seconds two clocks may differ before it is worth a word. */
const tolerableSkew = 30;

/** The token, the clock, and each project on Asana; nothing where none is there. */
export async function checkAsana(context: Context, projects: readonly TrackedProject[]): Promise<Check[]> {
	const onAsana = projects.filter(({ board }) => board === 'asana');
	if (onAsana.length === 0) return [];
	const token = context.env['ASANA_ACCESS_TOKEN'];
	if (token === undefined)
		return [
			fail(
				'asana token',
				'ASANA_ACCESS_TOKEN is not set',
				'`aegis connect asana` asks for one and keeps it.',
			),
		];
	const access = accessAsana(context.env, token);
	try {
		const account = await readAccount(access);
		const checks = [pass('asana token', `accepted, acts as ${account.name}`), checkClock(account)];
		for (const project of onAsana) checks.push(...(await checkProjectOnAsana(context, access, project)));
		return checks;
	} catch (error) {
		return [explain('asana token', error)];
	}
}

function checkClock({ date, sentAt, receivedAt }: Account): Check {
	const skew = measureSkew(date, sentAt, receivedAt);
	const fix = 'Set this machine to network time: `sudo timedatectl set-ntp true`.';
	if (skew === null) return warn('asana clock', 'the server does not say what time it is', fix);
	if (Math.abs(skew) <= tolerableSkew) return pass('asana clock', 'agrees with the server');
	return warn('asana clock', `${Math.abs(skew)} s ${skew > 0 ? 'ahead of' : 'behind'} the server`, fix);
}

async function checkProjectOnAsana(
	context: Context,
	access: BoardAccess,
	{ gid, name }: TrackedProject,
): Promise<Check[]> {
	const project = `asana project ${name}`;
	try {
		const found = await findProjectName(access, gid);
		if (found === null) {
			const fix = 'Share it with the account of the token, or run `aegis connect asana` in its repository.';
			return [fail(project, `Asana shows no project ${gid} to this token`, fix)];
		}
		const report = await syncSchema(context, gid, access, { dryRun: true });
		const reached = pass(project, `reachable as ${found}`);
		if (report.skipped !== null) {
			const fix = 'Nothing must be done; with a paid plan, `aegis asana sync-schema` adds the fields.';
			const plan = warn(`asana plan ${name}`, reducedMode, fix);
			return [reached, plan, judgeSchema(`asana schema ${name}`, gid, report)];
		}
		const plan = pass(`asana plan ${name}`, 'custom fields are available');
		return [reached, plan, judgeSchema(`asana schema ${name}`, gid, report)];
	} catch (error) {
		return [explain(project, error)];
	}
}

function judgeSchema(
	name: string,
	gid: string,
	{ steps, blocked, skipped }: Pick<SchemaReport, 'steps' | 'blocked' | 'skipped'>,
): Check {
	if (blocked.length > 0) return fail(name, blocked.join(' '), 'Rename it in Asana.');
	return steps.length === 0
		? pass(name, skipped === null ? 'sections and fields are as needed' : 'sections are as needed')
		: fail(name, `to do: ${steps.join('; ')}`, `\`aegis asana sync-schema --project ${gid}\` does it.`);
}

function explain(name: string, error: unknown): Check {
	return error instanceof AegisError
		? fail(name, error.message, error.fix)
		: fail(name, describeError(error), 'Run it again with LOG_LEVEL=debug.');
}
