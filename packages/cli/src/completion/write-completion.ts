import type { Command } from 'commander';
import { writeBash } from './core/bash.ts';
import { writeFish } from './core/fish.ts';
import { listPlaces, type Place } from './core/places.ts';
import { writeZsh } from './core/zsh.ts';

const writers = { bash: writeBash, fish: writeFish, zsh: writeZsh } satisfies Record<
	string,
	(places: readonly Place[]) => string
>;

/** The script by which a shell completes every command of `program`. */
export function writeCompletion(program: Command, shell: keyof typeof writers): string {
	return writers[shell](listPlaces(program));
}
