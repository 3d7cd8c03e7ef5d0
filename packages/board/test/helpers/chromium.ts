import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import test from 'ava';
import { chromium, type Browser } from 'playwright-core';

/** A Chromium on this machine: AEGIS_TEST_CHROMIUM, else one on the PATH or in /usr/bin; null where there is none. */
function findChromium(): string | null {
	const named = process.env['AEGIS_TEST_CHROMIUM'];
	const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin'];
	const candidates = named === undefined ? folders.map((folder) => join(folder, 'chromium')) : [named];
	return candidates.find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

const flags = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

const executablePath = findChromium();

/** A test with a browser; skipped where there is no Chromium: AEGIS_TEST_CHROMIUM names one. */
export const browserTest = executablePath === null ? test.skip : test;

export function launchBrowser(): Promise<Browser> {
	return chromium.launch({ executablePath: executablePath ?? '', args: flags });
}
