import { AegisError } from '@aegis/shared/errors';

const placeholder = /\{\{([^{}]*)\}\}/g;

/**
 * Puts the variables into the template's `{{name}}` places, once: a value that looks like a placeholder stays text.
 *
 * Throws PROMPT_VARIABLE when the template asks for a variable there is none of, or leaves one out.
 */
export function fillTemplate(
	file: string,
	template: string,
	variables: Readonly<Record<string, string>>,
): string {
	const used = new Set<string>();
	const unknown = new Set<string>();
	const text = template.replaceAll(placeholder, (whole, inner: string) => {
		const name = inner.trim();
		used.add(name);
		if (Object.hasOwn(variables, name)) return variables[name] ?? '';
		unknown.add(name);
		return whole;
	});
	const missing = Object.keys(variables).filter((name) => !used.has(name));
	if (unknown.size === 0 && missing.length === 0) return text;
	const problems = [
		...[...unknown].map((name) => `{{${name}}} is no variable`),
		...missing.map((name) => `{{${name}}} is left out`),
	];
	throw new AegisError('PROMPT_VARIABLE', `prompts/${file} does not fit: ${problems.join('; ')}.`, {
		fix: `Its variables are ${Object.keys(variables)
			.map((name) => `{{${name}}}`)
			.join(', ')}: use each of them and no other.`,
		exitCode: 4,
	});
}
