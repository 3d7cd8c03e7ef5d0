import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Home } from '@aegis/shared/config';

/** The port a service of this home listened on last, so that a bookmark goes on working; null when it never ran. */
export function recallPort(home: Home, service: 'board' | 'dashboard'): number | null {
	try {
		const port = Number(readFileSync(fileOf(home, service), 'utf8'));
		return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
	} catch {
		return null;
	}
}

export function rememberPort(home: Home, service: 'board' | 'dashboard', port: number): void {
	mkdirSync(home.run, { recursive: true, mode: 0o700 });
	writeFileSync(fileOf(home, service), `${port}\n`);
}

function fileOf(home: Home, service: string): string {
	return join(home.run, `${service}.port`);
}
