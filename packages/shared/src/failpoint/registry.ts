/** What can be made to happen at a failpoint: SIGKILL, SIGSTOP, or an error, each to the process itself. */
export const failpointActions = ['kill', 'pause', 'throw'] as const;
export type FailpointAction = (typeof failpointActions)[number];

interface Failpoint {
	/** The moment, as a sentence goes on after “when the …”. */
	readonly when: string;
	/** What it may be about there (a message's type, an agent, a request); each is worth a trial of its own. */
	readonly about?: readonly string[];
	/** Actions that mean nothing here, with the reason. */
	readonly except?: Partial<Record<FailpointAction, string>>;
}

const toMaster = ['card.observed', 'card.applied', 'run.claim', 'run.finished'];
const requests = ['move', 'update', 'comment'];

/** Every failpoint of the services, by name: the part before the dot is the service it is in. */
export const failpoints = {
	'master.before-commit': { when: 'transaction of a message is about to commit', about: toMaster },
	'master.after-commit': { when: 'transaction of a message has committed', about: toMaster },
	'master.before-ack': {
		when: 'message is about to be acknowledged',
		about: ['card.applied', 'run.finished'],
	},
	'master.after-ack': { when: 'message was acknowledged', about: ['card.applied', 'run.finished'] },
	'master.before-send': {
		when: 'outbox is about to be sent',
		about: ['asana.apply', 'claim.reply', 'run.start'],
	},
	'master.after-send': {
		when: 'outbox was sent and that is not written down',
		about: ['asana.apply', 'claim.reply', 'run.start'],
	},
	'master.before-queue-add': { when: 'invitation is about to go to the work queue' },
	'master.after-queue-add': { when: 'invitation is in the work queue' },
	'master.after-reserve': {
		when: 'run is written down with its money, and nobody is invited',
		about: ['Worker'],
	},
	'master.after-settle': { when: 'cost of a run is settled, and its card does not know', about: ['Worker'] },

	'syncer.before-commit': { when: 'transaction of a message is about to commit', about: ['asana.apply'] },
	'syncer.after-commit': { when: 'transaction of a message has committed', about: ['asana.apply'] },
	'syncer.before-ack': { when: 'message is about to be acknowledged', about: ['asana.apply'] },
	'syncer.after-ack': { when: 'message was acknowledged', about: ['asana.apply'] },
	'syncer.before-send': { when: 'outbox is about to be sent', about: ['card.observed', 'card.applied'] },
	'syncer.after-send': {
		when: 'outbox was sent and that is not written down',
		about: ['card.observed', 'card.applied'],
	},
	'syncer.before-record': { when: 'cards that were read are about to be recorded' },
	'syncer.after-record': { when: 'cards that were read are recorded' },
	'syncer.before-board-send': { when: 'write is about to be sent to the board', about: requests },
	'syncer.after-board-reply': { when: 'board has answered a write', about: requests },
	'syncer.before-applied': { when: 'end of a board write is about to be recorded' },
	'syncer.after-applied': { when: 'end of a board write is recorded' },

	'worker.before-ack': { when: 'message is about to be acknowledged', about: ['claim.reply'] },
	'worker.after-ack': { when: 'message was acknowledged', about: ['claim.reply'] },
	'worker.before-claim': { when: 'invitation was taken and the lease is about to be asked for' },
	'worker.after-claim': { when: 'lease was granted' },
	'worker.before-spawn': { when: 'agent is about to be started', about: ['Worker', 'Merger'] },
	'worker.after-spawn': { when: 'agent was started', about: ['Worker', 'Merger'] },
	'worker.mid-turn': { when: 'agent says something', about: ['Worker'] },
	'worker.before-total': {
		when: 'agent has said what its session cost, and that is not written down',
		about: ['Worker'],
	},
	'worker.after-exit': { when: 'agent has ended and was not yet understood', about: ['Worker'] },
	'worker.after-parse': { when: 'answer of the agent is known', about: ['Worker', 'Merger'] },
	'worker.before-commit': { when: 'work is about to be committed' },
	'worker.after-commit': { when: 'work is committed' },
	'worker.before-push': { when: 'branch is about to be pushed' },
	'worker.after-push': { when: 'branch was pushed' },
	'worker.after-stage': { when: 'merge is built and not tested' },
	'worker.after-test': { when: 'merge is tested and not landed' },
	'worker.before-merge-push': { when: 'merge is about to be pushed to the base branch' },
	'worker.after-merge-push': { when: 'merge was pushed and not read back' },
	'worker.after-landing': { when: 'merge has landed and the card is not cleaned up' },
	'worker.before-clean': { when: 'worktree of a merged card is about to be removed' },
	'worker.after-clean': { when: 'worktree of a merged card is removed and its branch is not' },
	'worker.before-spool': { when: 'result is about to be written to disk', about: ['Worker', 'Merger'] },
	'worker.after-spool': { when: 'result is on disk and was not told' },
	'worker.after-result-send': { when: 'result was told' },
	'worker.after-confirm': { when: 'result is known to have arrived and is still on disk' },
} as const satisfies Readonly<Record<string, Failpoint>>;

export type FailpointName = keyof typeof failpoints;

/** The failpoints that every actor passes, whichever service it is. */
export type Boundary =
	| 'before-commit'
	| 'after-commit'
	| 'before-ack'
	| 'after-ack'
	| 'before-send'
	| 'after-send';

export function isFailpointName(name: string): name is FailpointName {
	return Object.hasOwn(failpoints, name);
}
