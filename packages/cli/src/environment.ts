import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { withSecretFiles } from '@aegis/shared/config';
import { cloneRoot } from './instance/service-paths.ts';

type Environment = Record<string, string | undefined>;

/**
 * The environment with what `.env` files add to it: the home's, then the clone's. A variable that is already set wins,
 * and an empty one counts as unset.
 */
export function readEnvironment(env: Readonly<Environment>): Environment {
	const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
	const home = given['AEGIS_HOME'] ?? join(homedir(), '.aegis');
	const found = { ...readEnvFile(join(cloneRoot, '.env')), ...readEnvFile(join(home, '.env')), ...given };
	return withSecretFiles(found);
}

function readEnvFile(file: string): Environment {
	try {
		return Object.fromEntries(
			Object.entries(parseEnv(readFileSync(file, 'utf8'))).filter(([, value]) => value !== ''),
		);
	} catch {
		return {};
	}
}
