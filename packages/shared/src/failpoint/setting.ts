import { AegisError } from '../errors.ts';
import {
	failpointActions,
	failpoints,
	isFailpointName,
	type FailpointAction,
	type FailpointName,
} from './registry.ts';

/** What AEGIS_FAILPOINT asks for: one failpoint some times, or whatever is put into a folder while the service runs. */
export type FailpointSetting =
	| {
			readonly kind: 'once';
			readonly name: FailpointName;
			readonly about: string | null;
			readonly action: FailpointAction;
			readonly times: number;
	  }
	| { readonly kind: 'folder'; readonly path: string };

/**
 * Reads `name:action`, `name:action:times` or `name(about):action`, or `folder:/path`. Throws FAILPOINT_UNKNOWN
 * (exit 2).
 */
export function parseFailpointSetting(text: string): FailpointSetting {
	if (text.startsWith('folder:/')) return { kind: 'folder', path: text.slice('folder:'.length) };
	const match = /^([a-z.-]+)(?:\(([\w.]+)\))?:([a-z]+)(?::([1-9]\d?))?$/.exec(text);
	const [, name = '', about = null, action = '', times = '1'] = match ?? [];
	if (!isFailpointName(name)) throw unknown(text, `the failpoints are ${Object.keys(failpoints).join(', ')}`);
	const known = failpointActions.find((candidate) => candidate === action);
	if (known === undefined) throw unknown(text, `the actions are ${failpointActions.join(', ')}`);
	return { kind: 'once', name, about, action: known, times: Number(times) };
}

/** The setting as far as it concerns one service; null when it does not. */
export function failpointSettingFor(service: string, text: string | undefined): string | null {
	if (text === undefined || text === '') return null;
	return text.startsWith('folder:') || text.startsWith(`${service}.`) ? text : null;
}

function unknown(text: string, choice: string): AegisError {
	return new AegisError('FAILPOINT_UNKNOWN', `AEGIS_FAILPOINT=${text} names nothing known: ${choice}.`, {
		fix: 'Correct it, or unset it: it is for tests only.',
		exitCode: 2,
	});
}
