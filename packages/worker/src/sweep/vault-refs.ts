import { statSync } from 'node:fs';
import { join } from 'node:path';
import { cardOf, type Leftover } from '../core/leftover.ts';
import type { Repository } from '../git/repository.ts';
import type { Vault } from '../vault/vault.ts';
import { isKept } from './kept.ts';

export interface FoundVaultRef {
	readonly cardGid: string;
	readonly ref: string;
	readonly sha: string;
	readonly sight: () => Promise<Omit<Leftover, 'cardIsOver'>>;
}

/** The vault's refs of cards' branches. One whose card has a clone holds what that clone borrows. */
export async function findVaultRefs(
	repository: Repository,
	vault: Vault,
	cloned: ReadonlySet<string>,
	base: string,
): Promise<FoundVaultRef[]> {
	const format = '%(refname)%09%(objectname)%09%(committerdate:unix)';
	const lines = await vault.git.text([
		'for-each-ref',
		`--format=${format}`,
		'refs/aegis/in/feat/',
		'refs/aegis/incoming/feat/',
	]);
	return lines
		.split('\n')
		.filter((line) => line !== '')
		.flatMap((line) => {
			const [ref = '', sha = '', committed = ''] = line.split('\t');
			const cardGid = cardOf(ref.replace(/^refs\/aegis\/(?:in|incoming)\//, ''));
			if (cardGid === null) return [];
			const sight = async (): Promise<Omit<Leftover, 'cardIsOver'>> => ({
				kind: 'branch',
				idleMs: Date.now() - (setAt(vault, ref) ?? Number(committed) * 1_000),
				clean: !cloned.has(cardGid),
				kept: await isKept(repository.git, sha, { base, builtIn: null }),
			});
			return [{ cardGid, ref, sha, sight }];
		});
}

function setAt(vault: Vault, ref: string): number | null {
	return statSync(join(vault.path, ref), { throwIfNoEntry: false })?.mtimeMs ?? null;
}
