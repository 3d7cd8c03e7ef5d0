import { connectMaster, type PauseView } from '@aegis/shared/api';
import { AegisError } from '@aegis/shared/errors';
import type { PauseTarget } from '@aegis/shared/messages';
import type { Context } from '../context.ts';
import { chooseProject } from '../task/access.ts';
import { requireCard } from './order.ts';

/** What is to be paused or resumed, and how it is called in a sentence. */
export interface Target {
	readonly target: PauseTarget;
	readonly name: string;
	/** The arguments that mean it on a command line. */
	readonly args: string;
}

/** Reads what a command line means. Throws TARGET_UNCLEAR (exit 2), PROJECT_NOT_FOUND or CARD_UNKNOWN (exit 3). */
export async function chooseTarget(
	context: Context,
	card: string | undefined,
	project: string | undefined,
): Promise<Target> {
	if (card !== undefined && project !== undefined) {
		throw new AegisError('TARGET_UNCLEAR', 'A card and a project were both named.', {
			fix: 'Name one of them, or neither for everything.',
			exitCode: 2,
		});
	}
	if (card !== undefined) {
		const { gid, name } = await requireCard(context, card);
		return { target: { scope: 'card', gid }, name: `“${name}”`, args: ` ${gid}` };
	}
	if (project !== undefined) {
		const { gid, name } = chooseProject(context, project);
		return { target: { scope: 'project', gid }, name: `the project ${name}`, args: ` --project ${gid}` };
	}
	return { target: { scope: 'all' }, name: 'everything', args: '' };
}

export async function findPause({ home }: Context, target: PauseTarget): Promise<PauseView | null> {
	const { pauses } = await connectMaster(home).status();
	const gid = target.scope === 'all' ? null : target.gid;
	return pauses.find((pause) => pause.scope === target.scope && pause.gid === gid) ?? null;
}

/** What else is paused, in a sentence each, with the way out. */
export async function describeOthers({ home }: Context): Promise<string[]> {
	const { pauses } = await connectMaster(home).status();
	return pauses.map(({ scope, gid, name, by }) => {
		if (scope === 'all') return `Still paused by ${by}: everything; \`aegis resume\` lets it go on.`;
		const args = scope === 'project' ? `--project ${gid}` : gid;
		return `Still paused by ${by}: ${scope} ${name ?? gid}; \`aegis resume ${args}\` lets it go on.`;
	});
}
