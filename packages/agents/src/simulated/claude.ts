#!/usr/bin/env node
// A stand-in for the claude executable: plays a scenario in place of the model. See README.md beside it.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { parseFlags, type Flags } from './flags.ts';
import { createProtocol } from './protocol.ts';
import { runPrompt } from './run-prompt.ts';
import { watchSignals } from './signals.ts';
import { openSession, readScenario } from './start.ts';

process.exit(await main());

async function main(): Promise<number> {
	const flags = parseFlags(process.argv.slice(2));
	if ('error' in flags) return refuse(flags.error);
	if (flags.version) {
		writeOut('0.0.0 (Claude Code, simulated)\n');
		return 0;
	}
	const scenario = readScenario(flags.scenario);
	if ('error' in scenario) return refuse(scenario.error);
	const cwd = process.cwd();
	const configDir = process.env['CLAUDE_CONFIG_DIR'] ?? path.join(process.env['HOME'] ?? cwd, '.claude');
	const session = openSession(flags, configDir, cwd, randomUUID());
	if ('error' in session) return refuseSession(flags, session.error);
	const stop = watchSignals();
	const protocol = createProtocol(session.id, writeOut);
	return runPrompt({ flags, scenario, cwd, configDir, session, protocol, stop, stdin: process.stdin });
}

/** An unknown session has a result of its own where the environment asks for one. */
function refuseSession(flags: Flags, error: string): number {
	if (flags.resume !== null && process.env['CLAUDE_CODE_STARTUP_FAILURE_RESULTS'] === '1') {
		const fields = { subtype: 'error_during_execution', is_error: true, num_turns: 0, total_cost_usd: 0 };
		createProtocol(flags.resume, writeOut).result({ ...fields, errors: [error] });
	}
	return refuse(error);
}

function refuse(text: string): number {
	process.stderr.write(`${text}\n`);
	return 1;
}

function writeOut(text: string): void {
	process.stdout.write(text);
}
