import type { Runner } from '../contract.ts';
import { buildCommand } from './command.ts';
import { createParser, isFinalLine } from './parser.ts';

/** The Claude Code CLI, headless. What it relies on was measured on version 2.1.330. */
export const claude: Runner = {
	name: 'claude',
	command: buildCommand,
	createParser,
	answerTool: 'StructuredOutput',
	interrupt: `${JSON.stringify({ type: 'control_request', request_id: 'stop', request: { subtype: 'interrupt' } })}\n`,
	isFinal: isFinalLine,
};
