import type { Connection } from '../asana/connection.ts';
import { BoardReads } from '../asana/reads.ts';
import { BoardSchemaWrites } from '../asana/schema-writes.ts';
import { BoardTrouble } from '../asana/trouble.ts';
import { explainFailure } from './explain-failure.ts';
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
		throw error instanceof BoardTrouble
			? explainFailure(error.failure, { kind: 'project', gid: projectGid })
			: error;
	}
}
