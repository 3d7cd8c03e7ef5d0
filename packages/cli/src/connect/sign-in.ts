import { text as readText } from 'node:stream/consumers';
import { AegisError } from '@aegis/shared/errors';
import { accessAsana, type BoardAccess } from '../board/connect.ts';
import type { Context } from '../context.ts';
import { readAccount, type Account } from './account.ts';
import { isTokenForm } from './core/env-file.ts';

/**
 * Finds a token that Asana accepts: from stdin, the environment or the person, who may try again. Throws
 * ASANA_TOKEN_MISSING, BOARD_TOKEN_REFUSED (exit 4) or BOARD_UNREACHABLE (5).
 */
export async function signIn(
	{ env, terminal }: Context,
	options: { readonly tokenStdin: boolean; readonly interactive: boolean },
): Promise<{ access: BoardAccess; account: Account }> {
	const given = options.tokenStdin ? (await readText(process.stdin)).trim() : env['ASANA_ACCESS_TOKEN'];
	if (given !== undefined || !options.interactive) {
		const access = accessAsana(env, requireToken(given));
		try {
			return { access, account: await readAccount(access) };
		} catch (error) {
			if (!options.interactive || !isRefusal(error)) throw error;
			terminal.note('Asana does not accept the token in ASANA_ACCESS_TOKEN.');
		}
	}
	const { askForToken } = await import('./questions.ts');
	for (;;) {
		const access = accessAsana(env, await askForToken());
		try {
			return { access, account: await readAccount(access) };
		} catch (error) {
			if (!isRefusal(error)) throw error;
			terminal.note('Asana does not accept this token.');
		}
	}
}

function requireToken(given: string | undefined): string {
	if (given !== undefined && isTokenForm(given)) return given;
	const what = given === undefined || given === '' ? 'There is no access token.' : 'This is no access token.';
	throw new AegisError('ASANA_TOKEN_MISSING', what, {
		fix: 'Create one in Asana (Settings, Apps, Developer console); give it with --token-stdin or ASANA_ACCESS_TOKEN.',
		exitCode: 4,
	});
}

function isRefusal(error: unknown): boolean {
	return error instanceof AegisError && error.code === 'BOARD_TOKEN_REFUSED';
}
