/** Run before the tests: `node ensure.ts` finds a Redis server or installs one, and says which. */
import { locateHome } from '@aegis/shared/config';
import { readEnvironment } from '../environment.ts';
import { reportFailure } from '../output/failure.ts';
import { createTerminal } from '../output/terminal.ts';
import { describeChoice, findRedis } from './find.ts';

const env = readEnvironment(process.env);
const terminal = createTerminal(process, env);
try {
	const home = locateHome(env['AEGIS_HOME']);
	const choice = await findRedis({ home, env, terminal, allowDownload: false, install: true });
	terminal.note(`Redis for the tests: ${describeChoice(choice)}`);
} catch (error) {
	process.exitCode = reportFailure(terminal, error, false);
}
