import { flushCompileCache } from 'node:module';
import { once } from 'node:events';
import { readFlags, usage } from './flags.ts';
import type { Flags } from './flags.ts';

const flags = readFlags(process.argv.slice(2));
switch (flags.kind) {
	case 'help':
		process.stdout.write(usage);
		break;
	case 'bad':
		process.stderr.write(`board: ${flags.message}\n`);
		process.exitCode = 2;
		break;
	case 'run':
		process.exitCode = await run(flags);
}

async function run({ board: options, wake }: Extract<Flags, { kind: 'run' }>): Promise<number> {
	await using stack = new AsyncDisposableStack();
	const stop = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
	try {
		// Loaded only now: help and bad flags answer at once.
		const { openBoard } = await import('./board.ts');
		const { writeBoardFile } = await import('./board-file.ts');
		const board = stack.use(await openBoard(options));
		if (wake) {
			const { publishWakes } = await import('./wake.ts');
			stack.use(await publishWakes(board.store, wake));
		}
		stack.use(writeBoardFile(options.directory, board));
		process.stderr.write(
			`board: ${board.url} (API ${board.apiUrl}); tokens are in ${options.directory}/board.json\n`,
		);
		// What was compiled to get here is kept now: a board that is killed would not write it at its end.
		flushCompileCache();
		process.stdout.write(`${JSON.stringify({ event: 'ready', url: board.url, apiUrl: board.apiUrl })}\n`);
	} catch (error) {
		process.stderr.write(`board: ${explain(error, options.port)}\n`);
		return 4;
	}
	await stop;
	return 0;
}

/** One sentence with the cause and the fix. */
function explain(error: unknown, port: number): string {
	const code = error instanceof Error && 'code' in error ? error.code : undefined;
	if (code === 'EADDRINUSE') return `port ${port} is in use; give another --port, or 0 for a free one`;
	if (code === 'EACCES' || code === 'EPERM')
		return `no permission (${String(error)}); choose another --data or a --port above 1023`;
	return `cannot start: ${error instanceof Error ? error.message : String(error)}; check --data and --host`;
}
