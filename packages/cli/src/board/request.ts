import { z } from 'zod';
import { AegisError } from '@aegis/shared/errors';
import { planNotSupported } from '../asana/plan-not-supported.ts';
import type { BoardAccess } from './connect.ts';

const Failure = z.looseObject({
	status: z.number().optional(),
	code: z.string().optional(),
	response: z
		.looseObject({
			body: z.looseObject({ errors: z.array(z.looseObject({ message: z.string() })).optional() }),
		})
		.optional()
		.catch(undefined),
});

const unreachableCodes = /^(ECONN|ENOTFOUND|EAI_|EHOST|ENET|ETIMEDOUT|EPIPE)/;

/**
 * Makes one call of the SDK and checks the `data` of its answer. Throws BOARD_UNREACHABLE (exit 5), BOARD_NOT_FOUND
 * (3), BOARD_TOKEN_REFUSED (4), PLAN_NOT_SUPPORTED (4) or BOARD_REFUSED (1) with the board's own words.
 */
export async function request<T>(
	access: BoardAccess,
	schema: z.ZodType<T>,
	call: () => Promise<unknown>,
): Promise<T> {
	return z.looseObject({ data: schema }).parse(await ask(access, call)).data;
}

/** The same with the whole answer, unchecked: for lists that come in pages. */
export async function ask(access: BoardAccess, call: () => Promise<unknown>): Promise<unknown> {
	try {
		return await call();
	} catch (error) {
		throw explainFailure(access, error);
	}
}

function explainFailure(access: BoardAccess, error: unknown): AegisError {
	const failure = Failure.safeParse(error);
	const { status, code = '', response } = failure.success ? failure.data : {};
	const said = response?.body.errors?.map(({ message }) => message).join('; ');
	const where = access.kind === 'local' ? 'The local board' : `Asana (${access.apiUrl})`;
	if (status === undefined && (unreachableCodes.test(code) || code === 'ECONNABORTED')) {
		return new AegisError('BOARD_UNREACHABLE', `${where} does not answer.`, {
			fix: access.kind === 'local' ? 'Start it with `aegis up`.' : 'Check the network and ASANA_BASE_URL.',
			exitCode: 5,
			cause: error,
		});
	}
	if (status === 404) {
		return new AegisError('BOARD_NOT_FOUND', `${where} has no such thing: ${said ?? 'not found'}.`, {
			fix: 'Check the gid; `aegis task list` shows those there are.',
			exitCode: 3,
			cause: error,
		});
	}
	if (status === 401) {
		return new AegisError('BOARD_TOKEN_REFUSED', `${where} does not accept the token.`, {
			fix: 'Set ASANA_ACCESS_TOKEN to a personal access token that is valid.',
			exitCode: 4,
			cause: error,
		});
	}
	if (status === 402) return planNotSupported(said ?? 'payment required', error);
	return new AegisError('BOARD_REFUSED', `${where} refused: ${said ?? String(error)}.`, {
		fix: 'Correct what it names and try again.',
		cause: error,
	});
}
