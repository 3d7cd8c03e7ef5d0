import { createLogger } from '@aegis/shared/log';
import { findScope } from '@aegis/shared/process';
import { Watchdog } from '../../src/watchdog/watchdog.ts';

/**
 * A process of its own that has a watchdog and holds on to a run, or lets go of it; it prints "alive" when the watchdog
 * has long had the time to kill it.
 */
const [, , scope = '', does] = process.argv;
const log = createLogger('worker', { level: 'silent' });
const watchdog = new Watchdog({ scope, killsUs: true, log });
const soon = performance.now() + 500;

watchdog.arm('run', { processes: soon, worker: soon });
if (does === 'lets go') watchdog.disarm('run');
watchdog.arm('other', { processes: soon + 1_000, worker: soon + 600_000 });
setInterval(() => {
	if (findScope(`${scope}/other`).length > 0) return;
	process.stdout.write('alive\n');
	process.exit(0);
}, 20);
