import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Role } from './core/judge.ts';
import { makeSecret } from './secrets.ts';

/** Milliseconds a link can be used for, once. */
const lifeMs = 12 * 60 * 60 * 1_000;

const Ticket = z.object({
	door: z.string(),
	role: z.enum(['view', 'operate']),
	/** Where the link leads, a path of the server it opens. */
	path: z.string().regex(/^\/(?![/\\])/),
	/** Milliseconds since the epoch. */
	expiresAt: z.number(),
});
export type Ticket = z.infer<typeof Ticket>;

/**
 * A link that opens a session at one door, once, within twelve hours. Its ticket is a file of mode 0600 under
 * `{folder}/tickets` named by the hash of what the link holds: whoever can read the folder later learns no link.
 */
export function issueLink(
	folder: string,
	to: {
		/** Which server: `dashboard` or `board`. */
		readonly door: string;
		/** Its address, as `http://127.0.0.1:4173`. */
		readonly url: string;
		readonly role?: Role;
		readonly path?: string;
	},
	now = Date.now(),
): string {
	const tickets = join(folder, 'tickets');
	mkdirSync(tickets, { recursive: true, mode: 0o700 });
	dropExpired(tickets, now);
	const key = makeSecret();
	const ticket: Ticket = {
		door: to.door,
		role: to.role ?? 'operate',
		path: to.path ?? '/',
		expiresAt: now + lifeMs,
	};
	writeFileSync(join(tickets, nameOf(key)), JSON.stringify(ticket), { mode: 0o600, flag: 'wx' });
	return `${to.url.replace(/\/$/, '')}/door/${key}`;
}

/** Takes the ticket of this link, and with it the link's use; null when it was used, is too old or for another door. */
export function redeemTicket(folder: string, door: string, key: string, now: number): Ticket | null {
	if (!/^[\w-]{43}$/.test(key)) return null;
	const file = join(folder, 'tickets', nameOf(key));
	const ticket = readTicket(file);
	if (ticket === null || ticket.door !== door) return null;
	try {
		// Only one of two that came together can remove it.
		unlinkSync(file);
	} catch {
		return null;
	}
	return ticket.expiresAt > now ? ticket : null;
}

function nameOf(key: string): string {
	return createHash('sha256').update(key).digest('hex');
}

function readTicket(file: string): Ticket | null {
	try {
		return Ticket.parse(JSON.parse(readFileSync(file, 'utf8')));
	} catch {
		return null;
	}
}

function dropExpired(tickets: string, now: number): void {
	for (const name of readdirSync(tickets)) {
		const ticket = readTicket(join(tickets, name));
		if (ticket !== null && ticket.expiresAt <= now) rmSync(join(tickets, name), { force: true });
	}
}
