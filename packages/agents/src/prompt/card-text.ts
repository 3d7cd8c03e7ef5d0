import type { CardComment, CardSnapshot, CardSubtask } from '@aegis/shared/domain';
import { shorten, toOneLine } from './clean-text.ts';

/** Characters of each part of a card that reach a prompt. A description as long as Asana takes it fits. */
const limits = { notes: 62_000, steps: 8_000, stepNotes: 1_500, rest: 3_000 };
/** Characters of a comment, of one that Aegis itself wrote, and of all. */
const commentLimits = { person: 6_000, own: 2_000, all: 45_000 };

/** A text for a prompt, and what had to be left out of it, one clause each, for the agent and for the person. */
export interface Excerpt {
	readonly text: string;
	readonly leftOut: readonly string[];
}

/** What stands on the card besides its comments. */
export function describeCard(card: CardSnapshot): Excerpt {
	const { name, notes, richNotes, dueOn, tags, priority, otherFields = [], subtasks } = card;
	const description = richNotes ?? notes;
	const rest = [
		...(dueOn === null ? [] : [`Due: ${dueOn}`]),
		...(priority === null ? [] : [`Priority: ${toOneLine(priority)}`]),
		...(tags.length === 0 ? [] : [`Tags: ${tags.map(toOneLine).join(', ')}`]),
		...otherFields
			.filter((field) => field.name.trim().toLowerCase() !== 'priority')
			.map((field) => `${toOneLine(field.name)}: ${toOneLine(field.value)}`),
		...describeFiles(card),
	].join('\n');
	const steps = subtasks.map(describeStep).join('\n');
	const parts = [
		`Name: ${toOneLine(name)}`,
		shorten(rest, limits.rest),
		shorten(description, limits.notes),
		...(steps === '' ? [] : [`Steps under the card ([x] is ticked):\n${shorten(steps, limits.steps)}`]),
	];
	return {
		text: parts.filter((part) => part !== '').join('\n\n'),
		leftOut: [
			...tooLong('the description', description, limits.notes),
			...tooLong('its steps', steps, limits.steps),
			...subtasks.flatMap((step) =>
				tooLong(`the step “${toOneLine(step.name)}”`, step.notes ?? '', limits.stepNotes),
			),
			...tooLong('its fields and tags', rest, limits.rest),
			...card.attachments.map((file) => `the file ${toOneLine(file)}, of which only the name is given`),
		],
	};
}

/** The comments, oldest first: the newest that fit. */
export function describeComments(comments: readonly CardComment[]): Excerpt {
	const blocks: string[] = [];
	const cut: string[] = [];
	let room = commentLimits.all;
	for (const comment of comments.toReversed()) {
		const { own, authorName, createdAt, text } = comment;
		const author = own ? 'Aegis' : toOneLine(authorName ?? 'someone');
		const limit = own ? commentLimits.own : commentLimits.person;
		const block = `[${createdAt}] ${author}:\n${shorten(text, limit)}`;
		if (block.length > room) break;
		room -= block.length + 2;
		blocks.push(block);
		// What Aegis itself wrote at length is in plan and findings.
		if (!own) cut.push(...tooLong(`the comment of ${author} at ${createdAt}`, text, limit));
	}
	const missing = comments.length - blocks.length;
	const older = missing === 0 ? [] : [`the ${missing} oldest of ${comments.length} comments`];
	return {
		text: [...(missing === 0 ? [] : [`[… ${older.join()} are left out …]`]), ...blocks.toReversed()].join(
			'\n\n',
		),
		leftOut: [...older, ...cut.toReversed()],
	};
}

function describeFiles({ attachments }: CardSnapshot): string[] {
	if (attachments.length === 0) return [];
	return [`Files on the card (only their names can be given): ${attachments.map(toOneLine).join(', ')}`];
}

function describeStep({ name, completed, notes }: CardSubtask): string {
	const line = `[${completed ? 'x' : ' '}] ${toOneLine(name)}`;
	if (notes === undefined || notes.trim() === '') return line;
	return `${line}\n${shorten(notes.trim(), limits.stepNotes).replaceAll(/^/gm, '    ')}`;
}

function tooLong(what: string, text: string, limit: number): string[] {
	return text.length <= limit ? [] : [`${text.length - limit} characters from the middle of ${what}`];
}

/** Clauses of what is left out that a person is told one by one. */
const maxClauses = 8;

/** What people put on the card that no prompt has room for, in one line for a person; null where that is nothing. */
export function describeLeftOut(card: CardSnapshot): string | null {
	const clauses = [...describeCard(card).leftOut, ...describeComments(card.comments).leftOut];
	if (clauses.length === 0) return null;
	const more = clauses.length - maxClauses;
	return [...clauses.slice(0, maxClauses), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
