import { readFileSync, readdirSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { execa } from 'execa';
import {
	startScriptedMessagesApi,
	type ModelReply,
	type ScriptedMessagesApi,
} from '@aegis/agents/testing/scripted-messages-api';
import { addComment } from '../../src/board/cards.ts';
import { findClaude } from '../helpers/claude-cli.ts';
import { playGenericModel, type GenericStyle } from '../helpers/generic-model.ts';
import { git } from '../helpers/git-repository.ts';
import { Installation } from '../helpers/installation.ts';
import { answer, bash, goodAnswers, playTeam, write, type Moment } from '../helpers/scripted-team.ts';
import { createFolder } from '../helpers/temporary.ts';

/** The whole system with the real CLI; only the model's servers are a stand-in. */
const claude = findClaude();
const realTest = claude === null ? test.skip : test.serial;

if (claude === null)
	test.skip('cards with the real claude CLI: not on PATH; AEGIS_TEST_CLAUDE names an executable', (t) =>
		t.fail());

const secrets = { ASANA_ACCESS_TOKEN: 'asana-secret', ANTHROPIC_API_KEY: 'sk-ant-test' };

realTest(
	'a card goes from `task add` to main with the real CLI, and no secret reaches its commands',
	async (t) => {
		t.timeout(180_000);
		using folder = createFolder();
		const seen = join(folder.path, 'seen');
		mkdirSync(seen);
		await using api = await startScriptedMessagesApi(playTeam(playGoodTeam));
		await using site = await Installation.start(t, folder.path, {
			files: shellProgram(seen),
			env: {
				...environment(api),
				npm_config_registry: 'http://127.0.0.1:9/',
				VOLUME: 'loud',
				OTHER: 'unasked',
				// What the tests write of themselves goes out of the sandbox there, and nowhere else.
				AEGIS_SANDBOX_SHARE: seen,
			},
			config: { runners: { claude: { pass_env: ['VOLUME'] } } },
		});

		const gid = await site.addReady('Say farewell', 'The program greets; it should also say farewell.');
		const card = await site.awaitDone(gid);

		t.like(card, { section: 'Done', completed: true, reason: null });
		t.deepEqual(
			card.runs.map(({ agent, outcome }) => `${agent} ${outcome}`),
			['Triage succeeded', 'Planner succeeded', 'Worker succeeded', 'Reviewer succeeded', 'Merger succeeded'],
		);
		t.true(card.runs.every(({ costUsd }) => (costUsd ?? 0) > 0));
		t.true(Number(card.fields['Cost']) > 0);
		t.is(await git(site.repository, 'show', 'main:farewell.sh'), 'echo farewell');
		t.is(await git(site.repository, 'status', '--porcelain'), '?? aegis_config.json', 'as after init');

		const prompts = api.requests.map(({ messages }) => JSON.stringify(messages));
		t.true(prompts.every((prompt) => prompt.includes('it should also say farewell')));
		const environments = readdirSync(seen).map((name) => readFileSync(join(seen, name), 'utf8'));
		t.true(
			environments.some((text) => /^CLAUDECODE=1$/m.test(text)),
			'the agent ran the tests itself',
		);
		for (const text of environments) {
			t.notRegex(text, /asana|REDIS_URL|DATABASE_URL|personToken/i);
			t.regex(text, /^VOLUME=loud$/m, 'what the project asks for by name');
			t.notRegex(text, /unasked/);
			if (text.includes('CLAUDECODE=')) continue;
			t.notRegex(text, /sk-ant-test/, 'a check needs no model');
			t.regex(text, /^npm_config_registry=/m, 'a build finds its registry');
		}

		t.is((await execa('make', ['test'], { cwd: site.repository, reject: false })).exitCode, 0);
	},
);

realTest('an overloaded model delays a card, and costs it no attempt', async (t) => {
	t.timeout(180_000);
	using folder = createFolder();
	let refusals = 0;
	const script = (moment: Moment): ModelReply => {
		if (moment.agent !== 'Triage' || refusals >= 3) return playGoodTeam(moment);
		refusals += 1;
		return { status: 529, errorType: 'overloaded_error', message: 'Overloaded' };
	};
	await using api = await startScriptedMessagesApi(playTeam(script));
	await using site = await Installation.start(t, folder.path, {
		files: shellProgram(null),
		env: environment(api),
	});

	const gid = await site.addReady('Say farewell', 'It should also say farewell.');
	const card = await site.awaitDone(gid);

	const [first] = card.runs;
	t.like(first, { agent: 'Triage', outcome: 'overloaded' });
	t.true(card.runs.slice(1).every(({ outcome }) => ['overloaded', 'succeeded'].includes(outcome ?? '')));
	t.false(card.comments.some(({ text }) => text.includes('could not finish')));
});

realTest('in a clone, an unclear card asks, is answered in a comment, and is pushed', async (t) => {
	t.timeout(180_000);
	using folder = createFolder();
	const script = (moment: Moment): ModelReply => {
		if (moment.agent !== 'Triage' || moment.prompt.includes('Say adieu')) return playGoodTeam(moment);
		const questions = ['Which word?', 'In which file?'];
		return answer({ verdict: 'unclear', summary: 'A farewell is wanted.', questions });
	};
	await using api = await startScriptedMessagesApi(playTeam(script));
	await using site = await Installation.start(t, folder.path, {
		files: shellProgram(null),
		clonedBranch: 'trunk',
		env: environment(api),
	});

	const gid = await site.addReady('Say something at the end', 'Whatever.');
	const asking = await site.awaitCard(
		gid,
		({ section, reason }) => section === 'Clarification Needed' && reason?.code === 'awaiting-clarification',
		'it asks',
	);
	t.true(asking.comments.some(({ text }) => /1\. Which word\?\s+2\. In which file\?/.test(text)));
	await addComment(site.board(), gid, 'Say adieu, in farewell.sh');
	const card = await site.awaitDone(gid);

	t.deepEqual(
		card.runs.map(({ agent }) => agent),
		['Triage', 'Triage', 'Planner', 'Worker', 'Reviewer', 'Merger'],
	);
	const pushed = await git(join(folder.path, 'remote.git'), 'rev-parse', 'trunk');
	t.is(await git(site.repository, 'rev-parse', 'trunk'), pushed);
	t.is(await git(site.repository, 'show', `${pushed}:farewell.sh`), 'echo farewell');
});

realTest('a model that only fills in the forms it is given still gets its cards done', async (t) => {
	t.timeout(180_000);
	using folder = createFolder();
	const script = (moment: Moment): ModelReply =>
		playGenericModel(moment, /Style: (all|required|text)/.exec(moment.prompt)?.[1] as GenericStyle);
	await using api = await startScriptedMessagesApi(playTeam(script));
	await using site = await Installation.start(t, folder.path, {
		files: shellProgram(null),
		env: environment(api),
	});

	const styles = ['all', 'required', 'text'] as const;
	const gids: string[] = [];
	for (const style of styles) gids.push(await site.addReady(`A note by ${style}`, `Style: ${style}`));
	for (const gid of gids) {
		const card = await site.awaitDone(gid);
		t.deepEqual(
			card.runs.map(({ agent, outcome }) => `${agent} ${outcome}`),
			['Triage succeeded', 'Planner succeeded', 'Worker succeeded', 'Reviewer succeeded', 'Merger succeeded'],
		);
	}
	for (const style of styles) t.is(await git(site.repository, 'show', `main:note-${style}.txt`), 'a note');
});

function playGoodTeam({ agent, turn }: Moment): ModelReply {
	if (agent !== 'Worker') return answer(goodAnswers[agent] ?? {});
	switch (turn) {
		case 0:
			return write('farewell.sh', 'echo farewell\n');
		case 1:
			return write('tests/farewell.sh', 'test "$(sh farewell.sh)" = farewell\n');
		case 2:
			return bash('make test');
		default:
			return answer({ summary: 'It says farewell.', commitMessage: 'Say farewell', testsAdded: true });
	}
}

/** A shell program with a Makefile; where asked, its tests write their environment into a folder. */
function shellProgram(seen: string | null): Record<string, string> {
	const record = seen === null ? '' : `\t@env > "$$(mktemp '${seen}/XXXXXX')"\n`;
	return {
		Makefile: `test:\n${record}\t@for file in tests/*.sh; do sh "$$file" || exit 1; done\n`,
		'greet.sh': 'echo hello\n',
		'tests/greet.sh': 'test "$(sh greet.sh)" = hello\n',
	};
}

function environment(api: ScriptedMessagesApi): Record<string, string> {
	return { ...secrets, ANTHROPIC_BASE_URL: api.url, AEGIS_CLAUDE_COMMAND: JSON.stringify([claude ?? '']) };
}
