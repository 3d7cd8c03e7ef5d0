import {
	closeSync,
	fstatSync,
	mkdirSync,
	openSync,
	readSync,
	readdirSync,
	renameSync,
	rmSync,
	writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '../log.ts';
import type { NewEffect } from './effect.ts';
import { stampEffect } from './origin.ts';

/** Where effects are told. */
export interface Effects {
	record(effect: NewEffect): void;
}

/** Bytes after which a log goes on in a new file, and how many full ones are kept. */
const fileLimit = 16 * 1024 * 1024;
const keptFiles = 12;

/**
 * The effects of one service on disk: one JSON line each, appended at once, so that a killed process has written down
 * all it did. What cannot be written is missed and said once: no work stops for its record.
 */
export class EffectLog implements Effects, Disposable {
	readonly #folder: string;
	readonly #service: string;
	readonly #log: Logger;
	#file: number | null = null;
	#size = 0;
	#broken = false;

	/** `service` is the process's name: what runs at the same time under one home must not share it. */
	constructor(options: { folder: string; service: string; log: Logger }) {
		this.#folder = options.folder;
		this.#service = options.service;
		this.#log = options.log;
	}

	record(effect: NewEffect): void {
		const line = `${JSON.stringify(stampEffect(this.#service, effect))}\n`;
		try {
			this.#file ??= this.#open();
			this.#size += writeSync(this.#file, line);
			if (this.#size > fileLimit) this.#rotate();
		} catch (error) {
			if (!this.#broken) this.#log.warn({ err: error }, 'effects could not be written down');
			this.#broken = true;
		}
	}

	#open(): number {
		mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
		const file = openSync(this.#path(), 'a+', 0o600);
		this.#size = fstatSync(file).size;
		// A line that a killed process could not finish must not swallow ours.
		if (this.#size > 0 && readLastByte(file, this.#size) !== 10) this.#size += writeSync(file, '\n');
		return file;
	}

	#rotate(): void {
		this[Symbol.dispose]();
		renameSync(this.#path(), this.#path(`.${Date.now()}`));
		const full = readdirSync(this.#folder)
			.filter((name) => name.startsWith(`${this.#name()}.`) && /\.\d{13}\.jsonl$/.test(name))
			.sort();
		for (const name of full.slice(0, -keptFiles)) rmSync(join(this.#folder, name), { force: true });
	}

	#path(when = ''): string {
		return join(this.#folder, `${this.#name()}${when}.jsonl`);
	}

	#name(): string {
		return this.#service.replaceAll(/[^\w.-]/g, '_');
	}

	[Symbol.dispose](): void {
		if (this.#file !== null) closeSync(this.#file);
		this.#file = null;
	}
}

function readLastByte(file: number, size: number): number | undefined {
	const byte = Buffer.alloc(1);
	readSync(file, byte, 0, 1, size - 1);
	return byte[0];
}
