import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { connectMaster } from '@aegis/shared/api';
import { locateHome, type Home } from '@aegis/shared/config';
import { listLiveRecords } from '@aegis/shared/supervision';
import { until } from '@aegis/shared/testing';
import { startScriptedMessagesApi, type ModelReply } from '@aegis/agents/testing/scripted-messages-api';
import { findClaude } from '../helpers/claude-cli.ts';
import { git } from '../helpers/git-repository.ts';
import { Installation, type ShownCard } from '../helpers/installation.ts';
import { answer, goodAnswers, playTeam, write, type Moment } from '../helpers/scripted-team.ts';
import { createFolder } from '../helpers/temporary.ts';

/** Kills around the real CLI at a moment nothing else can choose: while it waits for the second answer of its model. */
const claude = findClaude();
const realTest = claude === null ? test.skip : test.serial;

const files = {
	Makefile: 'test:\n\t@for file in tests/*.sh; do sh "$$file" || exit 1; done\n',
	'greet.sh': 'echo hello\n',
	'tests/greet.sh': 'test "$(sh greet.sh)" = hello\n',
};

/** US dollars: what the CLI reckons for an answer of the scripted model. */
const answerUsd = 0.0008;

/** US dollars: more than the door reserves for one call of these prompts. */
const callUsd = 0.06;

interface Model {
	readonly play: (moment: Moment) => ModelReply;
	/** How often it has left a Worker without an answer. */
	silences: number;
	answers: number;
	/** How many messages the first request of each Worker's run brought along. */
	readonly brought: number[];
}

/** A model that leaves the first `silent` Workers waiting at their second turn. */
function modelThatWaits(silent: number): Model {
	const model: Model = {
		silences: 0,
		answers: 0,
		brought: [],
		play: ({ agent, turn, request }) => {
			if (agent === 'Worker' && turn === 0) model.brought.push(request.messages.length);
			if (agent === 'Worker' && turn === 1 && model.silences < silent) {
				model.silences += 1;
				return { silent: true };
			}
			model.answers += 1;
			return agent === 'Worker' ? playWorker(turn) : answer(goodAnswers[agent] ?? {});
		},
	};
	return model;
}

function playWorker(turn: number): ModelReply {
	if (turn === 0) return write('farewell.sh', 'echo farewell\n');
	if (turn === 1) return write('tests/farewell.sh', 'test "$(sh farewell.sh)" = farewell\n');
	return answer({ summary: 'It says farewell.', commitMessage: 'Say farewell', testsAdded: true });
}

async function carryCard(
	t: ExecutionContext,
	model: Model,
	env: Readonly<Record<string, string>>,
	interfere: (home: Home, waiting: (silences: number) => Promise<void>) => Promise<void>,
): Promise<void> {
	using folder = createFolder();
	await using api = await startScriptedMessagesApi(playTeam(model.play));
	await using site = await Installation.start(t, folder.path, {
		files,
		env: {
			ANTHROPIC_API_KEY: 'sk-ant-test',
			ANTHROPIC_BASE_URL: api.url,
			AEGIS_CLAUDE_COMMAND: JSON.stringify([claude ?? '']),
			...env,
		},
	});
	const gid = await site.addReady('Say farewell', 'It should also say farewell.');
	const home = locateHome(join(folder.path, 'home'));
	const master = connectMaster(home);
	// A run whose session nobody has told yet is begun afresh.
	const isTold = async (): Promise<boolean> => ((await master.card(gid))?.run?.costUsd ?? 0) > 0;
	await interfere(home, async (silences) => {
		await until('the Worker waits for its model', () => model.silences === silences, 90_000);
		await until('its session and its first answer are told', isTold, 90_000);
	});
	const card = await site.awaitDone(gid);

	const workers = card.runs.filter(({ agent }) => agent === 'Worker');
	t.deepEqual(
		workers.map(({ outcome }) => outcome),
		[...Array.from({ length: model.silences }, () => 'lost'), 'succeeded'],
	);
	t.is(card.runs.filter(({ outcome }) => outcome === 'succeeded').length, 5, 'each step took effect once');
	t.is(model.brought[0], 2);
	t.true(
		model.brought.every((count, run) => run === 0 || count > (model.brought[run - 1] ?? 0)),
		`each goes on with the session of the one before: ${model.brought.join(', ')}`,
	);
	assertPaidOnce(t, card, model);
	assertSaidOnce(t, card);
	t.is(await git(site.repository, 'rev-list', '--count', '--merges', 'main'), '1');
	t.is(await git(site.repository, 'show', 'main:farewell.sh'), 'echo farewell');
	t.is(await git(site.repository, 'branch', '--list', 'feat/*'), '');
}

/**
 * Never less than was answered. The provider bills a call that was under way when its worker died, and nobody heard for
 * how much: it is counted at what was reserved for it, one call for each death.
 */
function assertPaidOnce(t: ExecutionContext, card: ShownCard, { answers, silences }: Model): void {
	const recorded = card.runs.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0);
	const billed = answers * answerUsd;
	const said = `${card.runs.map(({ agent, costUsd }) => `${agent} ${costUsd}`).join(', ')} are recorded of ${billed}`;
	t.true(recorded > billed - 1e-9, said);
	t.true(recorded < billed + silences * callUsd, said);
	t.true(Math.abs(Number(card.fields['Cost']) - recorded) < 1e-4, `the board says ${card.fields['Cost']}`);
}

function assertSaidOnce(t: ExecutionContext, card: ShownCard): void {
	const marks = card.comments.map(({ text }) => /aegis:\S+$/.exec(text.trim())?.[0]);
	t.deepEqual(marks, [...new Set(marks)]);
}

function signal(home: Home, prefixes: readonly string[], name: NodeJS.Signals): number[] {
	const victims = listLiveRecords(home.run).filter((record) =>
		prefixes.some((prefix) => record.name.startsWith(prefix)),
	);
	for (const { pid } of victims) process.kill(pid, name);
	return victims.map(({ pid }) => pid);
}

realTest('workers, then master, Redis and workers at once, killed while the real CLI works', async (t) => {
	t.timeout(240_000);
	const model = modelThatWaits(2);
	await carryCard(t, model, {}, async (home, waiting) => {
		await waiting(1);
		signal(home, ['worker-'], 'SIGKILL');
		await waiting(2);
		signal(home, ['master', 'redis', 'worker-'], 'SIGKILL');
	});
});

realTest('workers stopped past their lease while the real CLI works', async (t) => {
	t.timeout(240_000);
	const model = modelThatWaits(1);
	await carryCard(t, model, { AEGIS_LEASE_MS: '8000' }, async (home, waiting) => {
		await waiting(1);
		const stopped = signal(home, ['worker-'], 'SIGSTOP');
		await until('others have replaced them, or they are waited for no more', () =>
			stopped.every((pid) => !listLiveRecords(home.run).some((record) => record.pid === pid)),
		);
	});
});
