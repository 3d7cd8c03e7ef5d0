import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../../agents/src/simulated/claude.ts', import.meta.url));

/** The command of a simulated coding CLI that plays these rules. */
export function simulatedClaude(folder: string, rules: readonly object[]): string {
	const file = join(folder, `scenario-${rules.length}-${Math.abs(hash(JSON.stringify(rules)))}.json`);
	writeFileSync(file, JSON.stringify({ rules }));
	return JSON.stringify([process.execPath, script, '--scenario', file]);
}

/** A coding CLI that is a shell script: for what a well-behaved stand-in does not do. */
export function shellClaude(folder: string, body: string): string {
	const file = join(folder, `claude-${Math.abs(hash(body))}.sh`);
	writeFileSync(file, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
	return JSON.stringify([file]);
}

function hash(text: string): number {
	let value = 0;
	for (const character of text) value = (value * 31 + character.charCodeAt(0)) | 0;
	return value;
}
