import { addressText } from '@aegis/shared/actor';
import { AsanaApply, type Envelope, type ProjectBase } from '@aegis/shared/messages';
import type { Handler } from './handling.ts';

/**
 * Tells a syncer that has another store than the one before it how far its project's cards were written, and gives it
 * every command again whose end was never heard. A command that is not kept any more counts as done: what the syncer
 * reads next says what is so.
 */
export const handleProjectJoined: Handler<'project.joined'> = async (tx, { projectGid, ask }) => {
	const to = { actor: `syncer.${projectGid}` };
	const states = new Map((await tx.cards.statesIn(projectGid)).map((state) => [state.gid, state]));
	const kept = await tx.keptFor(addressText(to));
	const outstanding = kept.flatMap((envelope) => {
		const { message } = JSON.parse(envelope) as Envelope;
		if (message.type !== 'asana.apply') return [];
		const command = AsanaApply.parse(message);
		return command.seq > (states.get(command.cardGid)?.appliedSeq ?? Infinity) ? [command] : [];
	});
	const firsts = new Map(outstanding.toReversed().map(({ cardGid, seq }) => [cardGid, seq]));
	const cards = [...states.values()]
		.filter(({ seq }) => seq > 0)
		.map(({ gid, seq }) => ({ cardGid: gid, appliedSeq: (firsts.get(gid) ?? seq + 1) - 1 }));
	const message: ProjectBase = { type: 'project.base', projectGid, ask, cards, outstanding };
	return [{ to, message }];
};
