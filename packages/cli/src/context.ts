import type { Home } from '@aegis/shared/config';
import type { Terminal } from './output/terminal.ts';

/** What every command is given. `env` has what `.env` files add; nothing reads process.env past this point. */
export interface Context {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly cwd: string;
	readonly home: Home;
	readonly terminal: Terminal;
}

/** The body of a command; its number is the exit code. */
export type Run = (body: (context: Context) => Promise<number>) => Promise<void>;
