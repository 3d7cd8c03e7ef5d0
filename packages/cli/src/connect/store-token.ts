import {
	chmodSync,
	existsSync,
	mkdirSync,
	readFileSync,
	realpathSync,
	renameSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { Home } from '@aegis/shared/config';
import { setVariable } from './core/env-file.ts';

const name = 'ASANA_ACCESS_TOKEN';

/**
 * Keeps the token in the home's `.env`, readable by its owner alone, with all other lines as they are. True when the
 * file held another one, or none.
 */
export function storeToken(home: Home, token: string): boolean {
	mkdirSync(home.root, { recursive: true });
	const given = join(home.root, '.env');
	// A link stays one: the file it leads to is replaced.
	const file = existsSync(given) ? realpathSync(given) : given;
	const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
	if (parseEnv(text)[name] === token) {
		chmodSync(file, 0o600);
		return false;
	}
	const temporary = `${file}.${process.pid}.tmp`;
	writeFileSync(temporary, setVariable(text, name, token), { mode: 0o600 });
	renameSync(temporary, file);
	return true;
}
