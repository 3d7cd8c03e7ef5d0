import { cpSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { simulatedClaude } from '../instance/service-paths.ts';
import { writeScenario } from './stories/index.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What points at the person's own installation or account: nothing of it may reach the demo. */
const own = /^(AEGIS_|ASANA_|ANTHROPIC_|CLAUDE_|REDIS_URL$|DATABASE_URL$|GIT_)/;

/** The environment of the demo's services: the stand-in instead of a model, nothing of the person's own. */
export function prepareEnvironment(env: Environment, home: string, speed: number): Environment {
	const scenario = join(home, 'scenario.json');
	writeFileSync(scenario, writeScenario());
	const command = [process.execPath, simulatedClaude, '--scenario', scenario, '--speed', String(speed)];
	const cache = join(home, 'cache');
	const compiled = env['AEGIS_COMPILE_CACHE'];
	if (compiled !== undefined && existsSync(compiled)) cpSync(compiled, cache, { recursive: true });
	return {
		...Object.fromEntries(Object.entries(env).filter(([name]) => !own.test(name))),
		AEGIS_HOME: home,
		NODE_COMPILE_CACHE: cache,
		AEGIS_CLAUDE_COMMAND: JSON.stringify(command),
		AEGIS_PREFIX: 'aegis-demo',
		AEGIS_WORKERS: '2',
	};
}
