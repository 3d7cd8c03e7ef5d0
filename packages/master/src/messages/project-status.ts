import type { Handler } from './handling.ts';

export const handleProjectStatus: Handler<'project.status'> = async (_tx, message, { projects }) => {
	projects.note(message.projectGid, message.state, message.detail ?? null, message.lastPollAt);
	return [];
};
