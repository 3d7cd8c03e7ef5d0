import type { TrackedProject } from '@aegis/shared/config';
import { accessAsana } from '../board/connect.ts';
import { borrowBoard } from '../board/temporary.ts';
import type { Context } from '../context.ts';
import { requireCredentials } from '../instance/credentials.ts';
import type { SyncerAccess } from './ask-syncer.ts';

/** The board of a project as its syncer reaches it; the local one is started for as long as it is held. */
export async function reachBoard(
	context: Context,
	project: TrackedProject,
): Promise<SyncerAccess & AsyncDisposable> {
	if (project.board === 'asana') {
		requireCredentials([project], context.env);
		const { apiUrl, token } = accessAsana(context.env, context.env['ASANA_ACCESS_TOKEN'] ?? '');
		return { apiUrl, token, [Symbol.asyncDispose]: () => Promise.resolve() };
	}
	const board = await borrowBoard(context);
	return {
		apiUrl: board.address.apiUrl,
		token: board.address.botToken,
		[Symbol.asyncDispose]: () => board[Symbol.asyncDispose](),
	};
}
