/**
 * The answer a model wrote as text instead of filling in the form: one JSON object, fenced or bare, and nothing else.
 * Null for any other text. Whether it has the agreed form is the agent's to say, as for every answer.
 */
export function readWrittenAnswer(text: string): object | null {
	const fenced = /^```(?:json)?\s*\n([\s\S]*)\n\s*```$/.exec(text.trim())?.[1];
	try {
		const value: unknown = JSON.parse(fenced ?? text);
		return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
	} catch {
		return null;
	}
}
