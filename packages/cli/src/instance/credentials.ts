import type { TrackedProject } from '@aegis/shared/config';
import { AegisError } from '@aegis/shared/errors';

/** Throws ASANA_TOKEN_MISSING (exit 4) when a project lives on Asana and there is no token to reach it with. */
export function requireCredentials(
	projects: readonly TrackedProject[],
	env: Readonly<Record<string, string | undefined>>,
): void {
	const project = projects.find(({ board }) => board === 'asana');
	if (project === undefined || env['ASANA_ACCESS_TOKEN']) return;
	throw new AegisError(
		'ASANA_TOKEN_MISSING',
		`The project ${project.name} is on Asana, and ASANA_ACCESS_TOKEN is not set.`,
		{
			fix: '`aegis connect asana` asks for one and keeps it; or set it in the environment.',
			exitCode: 4,
		},
	);
}
