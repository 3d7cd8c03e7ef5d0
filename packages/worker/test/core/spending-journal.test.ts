import test from 'ava';
import { endOfJournal, tellRun, tellSpent } from '../../src/core/spending-journal.ts';

const run = { runId: 'run-1', cardGid: 'card-1', projectGid: 'project-1', epoch: 3 };

test('the end of a run nobody told is what its door had written down', (t) => {
	const journal =
		tellRun(run) +
		tellSpent({ spentUsd: 0, reservedUsd: 0.05 }) +
		tellSpent({ spentUsd: 0.03, reservedUsd: 0 });
	t.like(endOfJournal(journal, 'worker-1'), {
		type: 'run.finished',
		run,
		workerId: 'worker-1',
		result: { costUsd: 0.03, metered: true, outcome: { kind: 'lost', why: 'its worker died' } },
	});
});

test('a call whose end nobody saw counts at what was set aside, and is said', (t) => {
	const journal =
		tellRun(run) +
		tellSpent({ spentUsd: 0.25, reservedUsd: 0 }) +
		tellSpent({ spentUsd: 0.25, reservedUsd: 0.05 });
	const end = endOfJournal(journal, 'worker-1');
	t.is(end?.result.costUsd, 0.3);
	t.like(end?.result.outcome, {
		kind: 'lost',
		why: 'its worker died; a call to the model was under way, whose end nobody saw: $0.0500 is counted for it',
	});
});

test('a line that the death cut short says nothing, and a journal without a run is none', (t) => {
	const journal = `${tellRun(run)}${tellSpent({ spentUsd: 0.25, reservedUsd: 0 })}{"spentUsd":0.`;
	t.is(endOfJournal(journal, 'worker-1')?.result.costUsd, 0.25);
	t.is(endOfJournal(tellRun(run), 'worker-1')?.result.costUsd, 0);
	t.is(endOfJournal('', 'worker-1'), null);
	t.is(endOfJournal('{"runId":', 'worker-1'), null);
});
