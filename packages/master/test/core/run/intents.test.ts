import test from 'ava';
import { agentNames } from '@aegis/shared/domain';
import { refuseIntent } from '../../../src/core/run/intents.ts';
import { commit, goodOutcome, intent, landed, succeeded } from '../../helpers/cards.ts';

for (const agent of agentNames)
	test(`the ${agent} may do what it is there for`, (t) =>
		t.is(refuseIntent(agent, goodOutcome(agent)), null));

const toMerging = intent({ kind: 'advance', section: 'Merging', agent: 'Merger' });
const done = intent({ kind: 'done', section: 'Done' });

for (const [agent, outcome, why] of [
	['Triage', succeeded(toMerging), /Triage may not ask for advance to Merging with Merger/],
	['Triage', succeeded(done), /may not ask for done/],
	['Planner', succeeded(toMerging), /may not ask/],
	['Worker', succeeded(toMerging, commit('h')), /may not ask/],
	['Worker', succeeded(done, commit('h')), /may not ask/],
	['Reviewer', succeeded(done), /may not ask/],
	['Reviewer', succeeded(intent({ kind: 'advance', section: 'Merging' })), /with no agent/],
	['Merger', succeeded(toMerging, landed), /may not ask/],
	['Documentation', succeeded(toMerging), /may not ask/],
	['Documentation', succeeded({ ...done, completed: false }), /may not complete/],
	['Reviewer', succeeded({ ...toMerging, completed: true }), /may not complete/],
	['Worker', succeeded(goodOutcome('Worker').intent), /left no commit/],
	['Merger', succeeded(done), /nothing was merged/],
] as const)
	test(`refused: ${agent} ${outcome.intent.kind} to ${outcome.intent.section} ${String(why)}`, (t) =>
		t.regex(refuseIntent(agent, outcome) ?? '', why));

test('a branch without a commit is no work', (t) => {
	const empty = { branch: { ...commit('h').branch, commits: 0 } };
	t.regex(refuseIntent('Worker', succeeded(goodOutcome('Worker').intent, empty)) ?? '', /left no commit/);
});
