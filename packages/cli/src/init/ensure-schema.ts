import { execa } from 'execa';
import { AegisError } from '@aegis/shared/errors';
import type { Context } from '../context.ts';
import { passEnvironment } from '../instance/service-env.ts';
import { locateService } from '../instance/service-paths.ts';
import { readLastWordsOf } from '../instance/last-words.ts';

/** Has the syncer create the sections and fields a project lacks. Throws SCHEMA_NOT_CREATED with its words. */
export async function ensureSchema(
	{ env, home }: Context,
	projectGid: string,
	board: { readonly apiUrl: string; readonly token: string },
): Promise<void> {
	const args = [locateService('syncer'), '--project', projectGid, '--ensure-schema', '--once'];
	const result = await execa(process.execPath, args, {
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
	if (!result.failed) return;
	const words = readLastWordsOf(result.all);
	throw new AegisError(
		'SCHEMA_NOT_CREATED',
		`The project's sections and fields could not be created${words === null ? '.' : `: ${words.message}`}`,
		{
			fix: words?.fix ?? 'Correct what it names and run `aegis init` again.',
			exitCode: result.exitCode ?? 1,
		},
	);
}
