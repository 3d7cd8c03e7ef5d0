import { machineChance, machineClock, type Chance } from '@aegis/shared/clock';
import type { Home } from '@aegis/shared/config';
import { createLogger } from '@aegis/shared/log';
import { CardDesk } from '../../src/desk/card-desk.ts';
import type { Handling } from '../../src/messages/handling.ts';
import { WorkerPool } from '../../src/pool/worker-pool.ts';
import { Projects } from '../../src/projects/projects.ts';

/** What carries a message for a handler that is called without a mailbox. */
export const envelope = {
	id: 'm',
	v: 1,
	from: 'w',
	to: 'master',
	at: 0,
	replyTo: 'w',
	message: { type: '' },
} as const;

/** The master's desk, projects and pool on a home, without its services. */
export async function openDesk(home: Home, chance: Chance = machineChance): Promise<Handling> {
	const log = createLogger('master', { level: 'silent' });
	const projects = await Projects.open(home, log);
	const desk = new CardDesk({ projects, log, clock: machineClock, chance });
	return { desk, projects, pool: new WorkerPool(machineClock, 20_000), clock: machineClock };
}
