import type { Readable } from 'node:stream';
import type { Flags } from './flags.ts';
import { readInput } from './input.ts';
import { play, type Progress } from './play.ts';
import type { Protocol } from './protocol.ts';
import { describeEnding } from './result.ts';
import type { Scenario } from './scenario.ts';
import { remember, rememberTotal, type Session } from './session-store.ts';
import type { Stop } from './signals.ts';
import { choosePlay } from './start.ts';

interface PromptRun {
	readonly flags: Flags;
	readonly scenario: Scenario;
	readonly cwd: string;
	readonly configDir: string;
	readonly session: Session;
	readonly protocol: Protocol;
	readonly stop: Stop;
	readonly stdin: Readable;
}

/** Plays the one prompt that comes on stdin, reports, and waits for stdin to close, as the real CLI does. */
export async function runPrompt(run: PromptRun): Promise<number> {
	const { flags, scenario, cwd, configDir, session, protocol, stop } = run;
	let interruptId: string | null = null;
	const input = readInput(run.stdin, (requestId) => {
		interruptId = requestId;
		stop.abort();
	});
	const prompt = await Promise.race([input.prompt, stop.killed]);
	if (typeof prompt !== 'string') return prompt ?? 0;
	remember(session, { type: 'user', message: { role: 'user', content: prompt } });
	protocol.init(
		cwd,
		[...(flags.tools ?? ['Bash', 'Edit', 'Read', 'Write']), 'StructuredOutput'],
		flags.permissionMode,
	);
	const chosen = choosePlay(prompt, scenario, flags, configDir, cwd, session);
	const progress: Progress = { turns: 0, costUsd: 0, denials: [] };
	const ending = await play(chosen, protocol, progress, stop.signal);
	const killedWith = stop.exitCode();
	chosen.bill.end();
	if (killedWith !== null) return killedWith;
	if (ending.kind === 'interrupted') protocol.interrupted(interruptId);
	const total = session.previousCostUsd + progress.costUsd;
	rememberTotal(session, total);
	const { exitCode, fields } = describeEnding(ending, chosen, progress, total);
	protocol.result(fields);
	if (stop.wasInterruptedBySignal()) return 0;
	return (await Promise.race([input.ended, stop.killed])) ?? exitCode;
}
