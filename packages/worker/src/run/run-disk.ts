import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { mostFiles } from '../core/disk-limit.ts';
import { placeMerge } from '../workspace/paths.ts';
import type { RunContext } from './context.ts';
import { watchDisk } from './disk-watch.ts';
import { placeSessions } from './session.ts';

/** The home that a tree's hydration and checks have in a sandbox. */
export function placeCommandHome({ machine, spec }: RunContext, tree: string): string {
	return join(machine.home.root, 'sandbox', 'homes', spec.projectGid, basename(tree));
}

/** Watches everything a run may write to, on each file system that some of it lies on, and ends the run at the limit. */
export function watchRunDisk(run: RunContext): Disposable {
	const { machine, spec, place, folder, held, report, log } = run;
	const trees = [place.path, placeMerge(run.repository, run.config.worktree_dir, spec.cardGid).path];
	const folders = [
		...trees,
		...trees.map((tree) => placeCommandHome(run, tree)),
		folder,
		placeSessions(machine.home, spec.cardGid),
	];
	const stack = new DisposableStack();
	const systems = new Map([dirname(place.path), machine.home.root].map((at) => [statSync(at).dev, at]));
	for (const at of systems.values())
		stack.use(
			watchDisk({
				folders,
				at,
				run: { bytes: machine.diskLimit, files: mostFiles },
				stop: (why) => {
					report.note(`stopped: ${why}`);
					held.stop({ kind: 'disk', why });
				},
				onError: (error) => log.warn({ err: error }, 'what a run takes of the disk cannot be watched'),
			}),
		);
	return stack;
}
