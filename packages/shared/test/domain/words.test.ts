import test from 'ava';
import {
	agentEmoji,
	agentNames,
	customFields,
	isAgentName,
	isSection,
	mergeApprovals,
	sections,
	swarmStatuses,
} from '../../src/domain.ts';

test("the board's columns are in the order a card goes", (t) => {
	t.deepEqual(sections, [
		'Drafts',
		'Clarification Needed',
		'Planning',
		'Ready Queue',
		'In Progress',
		'Review',
		'Merging',
		'Done',
	]);
});

test("the card's fields have the names and options people see on the board", (t) => {
	const shown = Object.values(customFields).map((field) =>
		'options' in field ? [field.name, ...field.options] : [field.name, field.type],
	);
	t.deepEqual(shown, [
		['Agent', 'Triage', 'Planner', 'Worker', 'Reviewer', 'Merger', 'Documentation'],
		['Swarm Status', 'Idle', 'Running', 'Blocked', 'Complete'],
		['Session ID', 'text'],
		['Cost', 'number'],
		['Max Cost', 'number'],
		['Merge Approval', 'Auto-Approve', 'Manual Check', 'Approved'],
		['Worktree Path', 'text'],
		['Reason', 'text'],
	]);
	t.is(customFields.agent.options, agentNames);
	t.is(customFields.swarmStatus.options, swarmStatuses);
	t.is(customFields.mergeApproval.options, mergeApprovals);
});

test('a name is known only as it is written', (t) => {
	for (const name of agentNames) t.true(isAgentName(name));
	for (const name of sections) t.true(isSection(name));
	for (const name of [null, '', 'worker', 'Worker ', 'toString']) {
		t.false(isAgentName(name));
		t.false(isSection(name));
	}
});

test('every agent signs with a face of its own', (t) => {
	t.is(new Set(agentNames.map((name) => agentEmoji[name])).size, agentNames.length);
});
