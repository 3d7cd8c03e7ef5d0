import { AegisError } from '@aegis/shared/errors';

/** `said` are the board's own words for what its plan does not include. */
export function planNotSupported(said: string, cause?: unknown): AegisError {
	return new AegisError('PLAN_NOT_SUPPORTED', `Asana's plan does not include what this needs: ${said}`, {
		fix: 'Use a workspace with a paid plan in which the account is no guest; docs/free-plan.md says what works without.',
		exitCode: 4,
		cause,
	});
}

/** What the reduced mode is, for a person who meets it. */
export const reducedMode =
	"Asana's plan has no custom fields here: tags, lines of the description and comments take their place (docs/free-plan.md)";
