import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Home } from '@aegis/shared/config';
import { cardOf } from '../core/leftover.ts';
import { removeTree } from '../workspace/remove-tree.ts';
import { list, newestIn } from './folders.ts';

/**
 * Removes the homes that cards' hydration and checks had in the sandbox: those whose card is over, whose tree is gone, and
 * that were last used before `keepMs`. They hold caches and no work. Returns how many went.
 */
export async function sweepCardHomes(
	home: Home,
	project: { readonly gid: string; readonly trees: string },
	options: {
		readonly keepMs: number;
		readonly askOver: (cardGids: readonly string[]) => Promise<ReadonlySet<string>>;
	},
): Promise<number> {
	const root = join(home.root, 'sandbox', 'homes', project.gid);
	const found = list(root).flatMap((name) => {
		const cardGid = cardOf(name);
		if (cardGid === null || existsSync(resolve(project.trees, name))) return [];
		return Date.now() - newestIn(join(root, name)) < options.keepMs ? [] : [{ name, cardGid }];
	});
	if (found.length === 0) return 0;
	const over = await options.askOver([...new Set(found.map(({ cardGid }) => cardGid))]);
	const going = found.filter(({ cardGid }) => over.has(cardGid));
	for (const { name } of going) removeTree(join(root, name));
	return going.length;
}
