import type { Outgoing } from '@aegis/shared/actor';
import type { Envelope, ToMaster } from '@aegis/shared/messages';
import type { MasterTx } from '../store/master-store.ts';
import { handleCardApplied } from './card-applied.ts';
import { handleCardGone } from './card-gone.ts';
import { handleCardObserved } from './card-observed.ts';
import { handleCardOrder } from './card-order.ts';
import { handleCardStop } from './card-stop.ts';
import { handleProjectJoined } from './project-joined.ts';
import { handleProjectStatus } from './project-status.ts';
import { handleProjectSynced } from './project-synced.ts';
import { handleRunClaim } from './run-claim.ts';
import { handleRunFinished } from './run-finished.ts';
import { handleRunProgress } from './run-progress.ts';
import { handleSweepAsk } from './sweep-ask.ts';
import { handleWorkPause } from './work-pause.ts';
import { handleWorkResume } from './work-resume.ts';
import { handleWorkerHeartbeat } from './worker-heartbeat.ts';
import { handleWorkerLost } from './worker-lost.ts';
import type { Handler, Handling } from './handling.ts';

/** Each kind of message has a file of its own. */
const handlers: { readonly [Type in ToMaster['type']]: Handler<Type> } = {
	'card.observed': handleCardObserved,
	'card.applied': handleCardApplied,
	'card.gone': handleCardGone,
	'project.synced': handleProjectSynced,
	'project.joined': handleProjectJoined,
	'project.status': handleProjectStatus,
	'run.claim': handleRunClaim,
	'run.progress': handleRunProgress,
	'run.finished': handleRunFinished,
	'sweep.ask': handleSweepAsk,
	'worker.lost': handleWorkerLost,
	'worker.heartbeat': handleWorkerHeartbeat,
	'work.pause': handleWorkPause,
	'work.resume': handleWorkResume,
	'card.stop': handleCardStop,
	'card.order': handleCardOrder,
};

/** Does what a message means, inside the transaction that remembers it as handled. Returns what is to be sent. */
export function handleMessage(
	tx: MasterTx,
	message: ToMaster,
	envelope: Envelope,
	handling: Handling,
): Promise<Outgoing[]> {
	const handle = handlers[message.type] as Handler<ToMaster['type']>;
	return handle(tx, message, handling, envelope);
}
