import { AegisError } from '@aegis/shared/errors';

/** `outcome` is what that means for what was asked, as a clause. */
export function planNotSupported(outcome: string, cause?: unknown): AegisError {
	return new AegisError(
		'PLAN_NOT_SUPPORTED',
		`Asana's free plan, which has no custom fields, is not supported yet: ${outcome}.`,
		{
			fix: 'Use a workspace with a paid plan in which the account is no guest, or the local board (`aegis init`).',
			exitCode: 4,
			cause,
		},
	);
}
