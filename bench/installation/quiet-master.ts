import { Peer } from '@aegis/shared/actor';
import { createLogger } from '@aegis/shared/log';
import { ToMaster } from '@aegis/shared/messages';
import { keysFor } from '@aegis/shared/redis';

/** Answers syncers in the master's place that nothing was ever written, and commands nothing. */
export function startQuietMaster(redisUrl: string): AsyncDisposable {
	const peer = new Peer({
		name: 'master',
		redisUrl,
		keys: keysFor('aegis'),
		log: createLogger('bench', { level: 'silent' }),
		onMessage(envelope) {
			const message = ToMaster.parse(envelope.message);
			if (message.type !== 'project.joined') return;
			const { projectGid, ask } = message;
			const base = { type: 'project.base', projectGid, ask, cards: [], outstanding: [] };
			void peer.tell(`syncer.${projectGid}`, base);
		},
	});
	peer.start();
	return peer;
}
