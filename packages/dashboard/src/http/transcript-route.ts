import { open } from 'node:fs/promises';
import { constants } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { isId } from '../core/ids.ts';

/** A run's transcript as its worker wrote it: one JSON document per line. The id picks a folder; it is never a path. */
export function addTranscriptRoute(app: FastifyInstance, runsFolder: string): void {
	app.get<{ Params: { runId: string } }>('/api/runs/:runId/transcript', async (request, reply) => {
		const { runId } = request.params;
		const file = isId(runId) ? await openFile(join(runsFolder, runId, 'transcript.jsonl')) : null;
		if (file === null) {
			return reply
				.code(404)
				.send({ error: { code: 'TRANSCRIPT_UNKNOWN', message: 'There is no transcript of such a run.' } });
		}
		return reply
			.type('text/plain; charset=utf-8')
			.header('cache-control', 'no-store')
			.send(file.createReadStream());
	});
}

/** Opens a regular file, never through a link: a run's folder is written near code that a model runs. */
async function openFile(path: string): Promise<Awaited<ReturnType<typeof open>> | null> {
	try {
		const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
		if ((await file.stat()).isFile()) return file;
		await file.close();
		return null;
	} catch {
		return null;
	}
}
