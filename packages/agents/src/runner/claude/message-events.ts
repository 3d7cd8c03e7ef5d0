import type { RunnerEvent } from '../contract.ts';
import { cleanText } from './clean-text.ts';
import type { Block } from './lines.ts';

const limits = { text: 20_000, detail: 400, result: 4_000 };

/** What one block of an assistant's or a tool's message shows; thinking shows nothing. */
export function describeBlock(block: Block, cwd: string): RunnerEvent[] {
	switch (block.type) {
		case 'text': {
			const text = cleanText(block.text ?? '', limits.text).trim();
			return text === '' ? [] : [{ type: 'text', text }];
		}
		case 'tool_use':
			return [
				{ type: 'tool', name: cleanText(block.name ?? 'tool', 80), detail: describeInput(block.input, cwd) },
			];
		case 'tool_result':
			return [{ type: 'tool-result', ok: block.is_error !== true, text: describeContent(block.content) }];
		default:
			return [];
	}
}

/** The one field of a tool's input that says what it does: the command, the file, the pattern. */
function describeInput(input: unknown, cwd: string): string {
	if (typeof input !== 'object' || input === null) return '';
	const fields: Partial<Record<string, unknown>> = { ...input };
	const main =
		fields['command'] ?? fields['file_path'] ?? fields['pattern'] ?? fields['path'] ?? fields['description'];
	const text = typeof main === 'string' ? main : (JSON.stringify(input) ?? '');
	return cleanText(text.replaceAll(`${cwd}/`, ''), limits.detail);
}

function describeContent(content: unknown): string {
	if (typeof content === 'string') return cleanText(content, limits.result);
	if (!Array.isArray(content)) return '';
	const texts = content.map((part: unknown) =>
		typeof part === 'object' && part !== null && 'text' in part && typeof part.text === 'string'
			? part.text
			: '',
	);
	return cleanText(texts.join('\n'), limits.result);
}
