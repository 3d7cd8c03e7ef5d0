import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { accessLocalBoard, type BoardAccess } from '../../src/board/connect.ts';
import { cliEntry, cliEnvironment } from './run-cli.ts';

/** Runs `aegis board` alone on the data a demo kept, with a home of its own. */
export async function openBoard(
	home: string,
	data: string,
): Promise<{ readonly access: BoardAccess } & AsyncDisposable> {
	const board = execa(process.execPath, [cliEntry, 'board', '--data', data, '--json'], {
		reject: false,
		extendEnv: false,
		env: cliEnvironment(home),
		stderr: 'ignore',
	});
	const [line] = (await Promise.race([
		once(createInterface({ input: board.stdout }), 'line'),
		board.then(() => Promise.reject(new Error('the board ended before it was ready'))),
	])) as [string];
	return {
		access: accessLocalBoard(JSON.parse(line) as Parameters<typeof accessLocalBoard>[0]),
		async [Symbol.asyncDispose]() {
			board.kill('SIGTERM');
			await board;
		},
	};
}
