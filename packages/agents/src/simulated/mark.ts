const marker = '(simulated)';

/** Says in the text itself that no model wrote it. */
export function markSimulated(text: string): string {
	return text.includes(marker) || text.trim() === '' ? text : `${text} ${marker}`;
}

/** Marks the first line only, for texts whose first line stands alone. */
export function markFirstLine(text: string): string {
	const [first = '', ...rest] = text.split('\n');
	return [markSimulated(first), ...rest].join('\n');
}

const readByPeople = new Set([
	'summary',
	'plan',
	'concern',
	'notes',
	'questions',
	'comment',
	'memoryEntry',
	'preferenceEntry',
]);

/** Marks what people will read in an answer; verdicts, paths and gids stay as they are. */
export function markAnswer(answer: Readonly<Record<string, unknown>>): Record<string, unknown> {
	return Object.fromEntries(Object.entries(answer).map(([key, value]) => [key, markValue(key, value)]));
}

function markValue(key: string, value: unknown): unknown {
	if (key === 'commitMessage' && typeof value === 'string') return markFirstLine(value);
	if (typeof value === 'string') return readByPeople.has(key) ? markSimulated(value) : value;
	if (Array.isArray(value)) return value.map((item: unknown) => markValue(key, item));
	return typeof value === 'object' && value !== null ? markAnswer({ ...value }) : value;
}
