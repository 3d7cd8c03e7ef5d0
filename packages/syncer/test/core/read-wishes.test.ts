import test from 'ava';
import * as fc from 'fast-check';
import { isApproval, readWishes } from '../../src/core/read-wishes.ts';

const nothing = { agent: null, maxCostUsd: null, badMaxCost: null, mergeApproval: null, dependsOn: [] };

test('tags and lines say the same, in any case and spelling', (t) => {
	const said = {
		agent: 'Worker',
		maxCostUsd: 3,
		badMaxCost: null,
		mergeApproval: 'Manual Check',
		dependsOn: [],
	};
	t.deepEqual(readWishes(['Agent:worker', 'MAX-COST: 3', 'manual-check'], ''), said);
	t.deepEqual(readWishes(['agent = Worker', 'max_cost=$3', 'Merge Approval: manual check'], ''), said);
	const lines = 'Please greet.\n\n- Agent: WORKER\r\n**Max Cost:** $3.00\nMerge approval: Manual Check\n';
	t.deepEqual(readWishes([], lines), said);
});

test('a tag comes before a line, the careful word before the other', (t) => {
	t.like(readWishes(['agent:planner', 'auto-approve'], 'Agent: Worker\nMerge Approval: Manual Check'), {
		agent: 'Planner',
		mergeApproval: 'Manual Check',
	});
	t.is(readWishes(['auto-approve'], '').mergeApproval, 'Auto-Approve');
});

test('prose is no wish, and neither is nonsense; a tag that names nobody is told of', (t) => {
	t.deepEqual(readWishes([], 'Agent: a secret one, of course\nThe agent: Worker\nmax cost: much'), nothing);
	t.deepEqual(readWishes(['agents', 'bug', 'max-cost', 'approved'], ''), nothing);
	t.is(readWishes(['agent:coder'], 'Agent: Worker').agent, 'coder');
});

test('a cap that is no amount is told of, and is no cap', (t) => {
	for (const value of ['-5', '1e9', 'NaN', '9999999', 'a lot'])
		t.deepEqual(readWishes([`max-cost:${value}`], ''), { ...nothing, badMaxCost: value });
	for (const value of ['-5', '$-1', '∞'])
		t.deepEqual(readWishes([], `Max Cost: ${value}`), { ...nothing, badMaxCost: value });
});

test('dependencies are named by gid or by any address of a card', (t) => {
	const line = (value: string) => readWishes([], `Depends on: ${value}`).dependsOn;
	t.deepEqual(line('123, 456 123'), ['123', '456']);
	t.deepEqual(line('https://app.asana.com/0/11/22'), ['22']);
	t.deepEqual(line('https://app.asana.com/0/11/22/f?focus=true'), ['22']);
	t.deepEqual(line('https://app.asana.com/1/9/project/11/task/22/comment/33?focus=1'), ['22']);
	t.deepEqual(line('http://127.0.0.1:4000/?project=11&card=22'), ['22']);
	t.deepEqual(line('the big one, https://example.com/'), []);
});

test('only a comment that says nothing else approves', (t) => {
	for (const text of ['Approved', ' approve. ', 'APPROVED!!']) t.true(isApproval(text), text);
	for (const text of ['Not approved', 'Approved?', 'approved by @owner', 'disapproved', ''])
		t.false(isApproval(text), text);
});

test('whatever a description holds, reading it ends and gives sane values', (t) => {
	fc.assert(
		fc.property(fc.array(fc.string()), fc.string({ unit: 'binary', maxLength: 3_000 }), (tags, notes) => {
			const { maxCostUsd, dependsOn } = readWishes(tags, notes);
			return (maxCostUsd === null || maxCostUsd >= 0) && dependsOn.every((gid) => /^\d+$/.test(gid));
		}),
	);
	t.pass();
});
