import { AegisError } from '@aegis/shared/errors';
import type { Connection } from '../asana/connection.ts';
import type { BoardFailure } from '../asana/failure.ts';
import { BoardReads } from '../asana/reads.ts';
import { BoardSchemaWrites } from '../asana/schema-writes.ts';
import { BoardTrouble } from '../asana/trouble.ts';
import { ensureSchema, type SchemaReport } from './ensure-schema.ts';

/** Brings the project to Aegis's schema, or says what that would take. Throws ASANA_UNAUTHORIZED, PROJECT_NOT_FOUND, BOARD_REFUSED or BOARD_UNREACHABLE. */
export async function runSetup(
	connection: Connection,
	projectGid: string,
	options: { readonly dryRun: boolean } = { dryRun: false },
): Promise<SchemaReport> {
	try {
		const reads = new BoardReads(connection, projectGid);
		return await ensureSchema(reads, new BoardSchemaWrites(connection, projectGid), options);
	} catch (error) {
		throw error instanceof BoardTrouble ? explain(error.failure, projectGid) : error;
	}
}

function explain(failure: BoardFailure, projectGid: string): AegisError {
	switch (failure.kind) {
		case 'unauthorized':
			return new AegisError('ASANA_UNAUTHORIZED', 'The board does not accept the access token.', {
				fix: 'Put a valid personal access token in ASANA_ACCESS_TOKEN.',
				exitCode: 4,
			});
		case 'not-found':
			return new AegisError(
				'PROJECT_NOT_FOUND',
				`The board has no project ${projectGid} that this account may see.`,
				{
					fix: 'Correct the gid, or share the project with the account of the token.',
					exitCode: 3,
				},
			);
		case 'unavailable':
		case 'rate-limited':
			return new AegisError('BOARD_UNREACHABLE', `The board does not answer: ${failure.message}.`, {
				fix: 'Check ASANA_BASE_URL and the network, then run it again.',
				exitCode: 5,
			});
		default:
			return new AegisError('BOARD_REFUSED', `The board refused to be set up: ${failure.message}.`, {
				fix: 'Check that the account of the token may edit the project and its fields.',
				exitCode: 1,
			});
	}
}
