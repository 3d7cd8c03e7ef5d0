import { describeError } from '@aegis/shared/errors';
import { createLogger, type Logger } from '@aegis/shared/log';
import type { Room } from '../room.ts';

const silent = createLogger('simulation', { level: 'silent' });

/** What a service says loudly of what must not happen is kept, to be told at the end; the rest is not heard. */
export function complaintLog(service: string, room: Pick<Room, 'complaints'>): Logger {
	const heard = Object.create(silent) as Logger;
	heard.error = (about: unknown, text?: string) => {
		const { err } = about as { err?: unknown };
		room.complaints.push(`${service}: ${text ?? ''} ${err === undefined ? '' : describeError(err)}`.trim());
	};
	return heard;
}
