import type { ToMaster } from '@aegis/shared/messages';

/**
 * Why a message counts for nothing although its kind of service may send it, or null: a syncer speaks for its own project
 * alone, and a worker for itself. `from` is the actor's name; who may write under it is for the mailbox.
 */
export function refuseSpeaker(message: ToMaster, from: string): string | null {
	switch (message.type) {
		case 'card.observed':
			return forProject(from, message.card.projectGid);
		case 'card.applied': {
			const { card, cardGid, projectGid } = message;
			if (card !== null && (card.gid !== cardGid || card.projectGid !== projectGid))
				return `it shows another card than it is about`;
			return forProject(from, projectGid);
		}
		case 'card.gone':
		case 'project.synced':
		case 'project.joined':
		case 'project.status':
			return forProject(from, message.projectGid);
		case 'run.claim':
		case 'run.progress':
		case 'run.finished':
		case 'worker.heartbeat':
			return from === message.workerId ? null : `${from} speaks for ${message.workerId}`;
		case 'sweep.ask':
		case 'worker.lost':
		case 'work.pause':
		case 'work.resume':
		case 'card.stop':
		case 'card.order':
			return null;
	}
}

function forProject(from: string, projectGid: string): string | null {
	return from === `syncer.${projectGid}` ? null : `${from} speaks for the project ${projectGid}`;
}
