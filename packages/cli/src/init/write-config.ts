import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProjectConfig, projectConfigFile, readCheckout } from '@aegis/shared/config';
import type { Inspection } from './inspect.ts';

/** How often a board on this machine is asked when nobody tells of a change, seconds. */
const localPollSeconds = 2;

/**
 * Writes what was found into aegis_config.json, leaving out what is the default anyway and never changing what a person
 * wrote there: only the interval for a local board goes when the project moves to Asana, whose requests are counted.
 * Returns the settings it added. Throws CONFIG_UNREADABLE or CONFIG_INVALID (exit 2).
 */
export function writeProjectConfig(
	found: Inspection,
	board: 'local' | 'asana',
): Readonly<Record<string, unknown>> {
	const file = join(found.root, projectConfigFile);
	const before: Readonly<Record<string, unknown>> = readCheckout(found.root) ?? {};
	const { poll_interval_seconds: poll, ...others } = before;
	const left = board === 'asana' && poll === localPollSeconds;
	const present = left ? others : before;
	const defaults: Readonly<Record<string, unknown>> = ProjectConfig.parse({});
	const wanted: Readonly<Record<string, unknown>> = {
		base_branch: found.base,
		remote: found.remote,
		test_command: found.testCommand,
		hydration_command: found.hydrationCommand,
		...(board === 'local' ? { poll_interval_seconds: localPollSeconds } : {}),
	};
	const added = Object.fromEntries(
		Object.entries(wanted).filter(([key, value]) => !(key in present) && value !== defaults[key]),
	);
	if (Object.keys(added).length === 0 && !left) return added;
	writeFileSync(file, `${JSON.stringify({ ...present, ...added }, null, 2)}\n`);
	return added;
}
