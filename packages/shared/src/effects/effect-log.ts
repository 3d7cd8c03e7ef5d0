import {
	closeSync,
	existsSync,
	fstatSync,
	mkdirSync,
	openSync,
	readFileSync,
	readSync,
	readdirSync,
	renameSync,
	rmSync,
	writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { nanoid } from 'nanoid';
import type { Logger } from '../log.ts';
import { linkOf } from './chain.ts';
import type { NewEffect } from './effect.ts';
import { stampEffect } from './origin.ts';

/** Where effects are told. */
export interface Effects {
	record(effect: NewEffect): void;
}

/** Bytes after which a log goes on in a new file, and how many full ones are kept. */
const fileLimit = 16 * 1024 * 1024;
export const keptFiles = 12;

/**
 * The effects of one service on disk: one JSON line each, appended at once, so that a killed process has written down
 * all it did, and linked to the one before, so that none can be changed or taken out unseen. What cannot be written is missed and said once: no work stops for its record.
 */
export class EffectLog implements Effects, Disposable {
	readonly #folder: string;
	readonly #service: string;
	readonly #log: Logger;
	#file: number | null = null;
	#size = 0;
	#broken = false;
	readonly #life = nanoid(10);
	#prev: string | null = null;

	/** `service` is the process's name: what runs at the same time under one home must not share it. */
	constructor(options: { folder: string; service: string; log: Logger }) {
		this.#folder = options.folder;
		this.#service = options.service;
		this.#log = options.log;
	}

	record(effect: NewEffect): void {
		try {
			this.#file ??= this.#open();
			const stamped = stampEffect(this.#service, effect);
			const line = JSON.stringify({ ...stamped, prev: this.#prev ?? '', life: this.#life });
			this.#size += writeSync(this.#file, `${line}\n`);
			this.#prev = linkOf(line);
			if (this.#size > fileLimit) this.#rotate();
		} catch (error) {
			if (!this.#broken) this.#log.warn({ err: error }, 'effects could not be written down');
			this.#broken = true;
			// What may have been written of it is closed off before the next.
			this[Symbol.dispose]();
		}
	}

	#open(): number {
		mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
		const file = openSync(this.#path(), 'a+', 0o600);
		this.#size = fstatSync(file).size;
		// A line that a killed process could not finish must not swallow ours.
		if (this.#size > 0 && readLastByte(file, this.#size) !== 10) this.#size += writeSync(file, '\n');
		this.#prev ??= this.#findLast();
		return file;
	}

	#rotate(): void {
		this[Symbol.dispose]();
		renameSync(this.#path(), this.#path(`.${Date.now()}`));
		for (const path of this.#fullOnes().slice(0, -keptFiles)) rmSync(path, { force: true });
	}

	/** The link of the newest record there is: in this file, or in the newest full one. */
	#findLast(): string {
		for (const path of [this.#path(), ...this.#fullOnes().toReversed()]) {
			const line = lastRecord(path);
			if (line !== null) return linkOf(line);
		}
		return '';
	}

	#fullOnes(): string[] {
		return readdirSync(this.#folder)
			.filter((name) => name.startsWith(`${this.#name()}.`) && /\.\d{13}\.jsonl$/.test(name))
			.sort()
			.map((name) => join(this.#folder, name));
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

/** The newest whole record of a file, or null: a line a killed process left unfinished is none. */
export function lastRecord(path: string): string | null {
	const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
	return lines.findLast((line) => isRecord(line)) ?? null;
}

function isRecord(line: string): boolean {
	try {
		return line !== '' && typeof JSON.parse(line) === 'object';
	} catch {
		return false;
	}
}
