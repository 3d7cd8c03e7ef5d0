import { autocomplete, confirm, isCancel, password, text } from '@clack/prompts';
import { AegisError } from '@aegis/shared/errors';
import { isTokenForm } from './core/env-file.ts';

export interface Choice {
	readonly gid: string;
	readonly name: string;
}

/** Asks for the token without showing what is typed. Throws CANCELLED. */
export async function askForToken(): Promise<string> {
	const message = 'Personal access token (Asana: Settings, Apps, Developer console)';
	const validate = (value: string | undefined): string | undefined =>
		isTokenForm((value ?? '').trim()) ? undefined : 'That is no access token.';
	return unlessCancelled(await password({ message, validate })).trim();
}

/** Has the person pick one of a list, narrowed down by typing. Throws CANCELLED. */
export async function askForOne(message: string, choices: readonly Choice[]): Promise<Choice> {
	const options = choices.map((choice) => ({
		value: choice,
		label: choice.name,
		...(choice.gid === '' ? {} : { hint: choice.gid }),
	}));
	const placeholder = 'Type to filter';
	return unlessCancelled(await autocomplete<Choice>({ message, options, placeholder, maxItems: 12 }));
}

export async function askForName(message: string, initialValue: string): Promise<string> {
	const validate = (value: string | undefined): string | undefined =>
		(value ?? '').trim() === '' ? 'It needs a name.' : undefined;
	return unlessCancelled(await text({ message, initialValue, validate })).trim();
}

export async function askWhether(message: string): Promise<boolean> {
	return unlessCancelled(await confirm({ message }));
}

function unlessCancelled<Value>(answer: Value): Exclude<Value, symbol> {
	if (isCancel(answer)) throw cancelled();
	return answer as Exclude<Value, symbol>;
}

export function cancelled(): AegisError {
	return new AegisError('CANCELLED', 'Cancelled; nothing was changed.', {
		fix: 'Run it again whenever you like.',
		exitCode: 130,
	});
}
