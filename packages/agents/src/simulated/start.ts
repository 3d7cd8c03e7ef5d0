import { readFileSync } from 'node:fs';
import { isAgentName } from '@aegis/shared/domain';
import { z } from 'zod';
import { openBill } from './bill.ts';
import { defaultAnswers } from './default-answer.ts';
import type { Flags } from './flags.ts';
import { markAnswer } from './mark.ts';
import type { Play } from './play.ts';
import { findRule, readPromptHeader, Scenario } from './scenario.ts';
import { countOccurrence, resumeSession, startSession, type Session } from './session-store.ts';

/** Reads the scenario file; without one every agent gives its default answer. */
export function readScenario(file: string | null): Scenario | { readonly error: string } {
	if (file === null) return Scenario.parse({});
	let value: unknown;
	try {
		value = JSON.parse(readFileSync(file, 'utf8'));
	} catch (error) {
		return { error: `Error: cannot read the scenario ${file}: ${String(error)}` };
	}
	const parsed = Scenario.safeParse(value);
	return parsed.success
		? parsed.data
		: { error: `Error: the scenario ${file} is not valid\n${z.prettifyError(parsed.error)}` };
}

/** Opens the session the flags ask for, or gives the real CLI's words for why it cannot. */
export function openSession(
	flags: Flags,
	configDir: string,
	cwd: string,
	newId: string,
): Session | { readonly error: string } {
	if (flags.resume !== null) {
		return (
			resumeSession(configDir, flags.resume) ?? {
				error: `No conversation found with session ID: ${flags.resume}`,
			}
		);
	}
	const id = flags.sessionId ?? newId;
	return startSession(configDir, cwd, id) ?? { error: `Error: Session ID ${id} is already in use.` };
}

/** Chooses what to play for a prompt. A prompt that is not ours plays nothing and answers nothing. */
export function choosePlay(
	prompt: string,
	scenario: Scenario,
	flags: Flags,
	configDir: string,
	cwd: string,
	session: Session,
): Play {
	const limits = {
		delayMs: scenario.delayMs,
		speed: flags.speed,
		maxTurns: flags.maxTurns,
		maxBudgetUsd: flags.maxBudgetUsd,
		tools: flags.tools,
		cwd,
	};
	const header = readPromptHeader(prompt);
	const who = { agent: header?.agent ?? '', card: header?.cardGid ?? '', session: session.id };
	const bill = openBill(flags.bill, who);
	if (header === null || !isAgentName(header.agent)) {
		return {
			...limits,
			bill,
			steps: [{ say: 'This prompt names no Aegis agent.' }],
			answer: null,
			costUsd: undefined,
		};
	}
	const rule = findRule(scenario, header, {
		occurrence: countOccurrence(configDir, header.agent, header.cardGid),
		prompt,
	});
	const answer = rule?.answer === undefined ? defaultAnswers[header.agent] : rule.answer;
	return {
		...limits,
		bill,
		steps: rule?.steps ?? [],
		answer: answer === null || !flags.wantsAnswer ? null : markAnswer(answer),
		costUsd: rule?.costUsd,
	};
}
