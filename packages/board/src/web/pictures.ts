import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { noRoute } from '../core/errors.ts';
import { pictureType } from '../core/picture-type.ts';
import type { AttachmentRow } from '../shapes/attachment.ts';
import type { Store } from '../store/data/store.ts';
import { fileOf } from '../store/talk/attachments.ts';

/**
 * Serves attached pictures to be looked at in the page. What a file is, its own first bytes say: whatever else was
 * uploaded, and SVG, which can hold scripts, is a download and nothing else.
 */
export function servePictures(app: FastifyInstance, store: Store): void {
	app.get<{ Params: { gid: string } }>('/live/pictures/:gid', async (request, reply) => {
		const { gid } = request.params;
		const row = store.rows.one<AttachmentRow>('SELECT * FROM attachments WHERE gid = ?', gid);
		if (!row || row.host !== 'asana') throw noRoute();
		const type = pictureType(await readStart(fileOf(store, gid)));
		if (type === undefined) throw noRoute();
		return reply
			.header('content-type', type)
			.header('x-content-type-options', 'nosniff')
			.header('content-security-policy', "default-src 'none'; sandbox")
			.header('cross-origin-resource-policy', 'same-origin')
			.header('cache-control', 'private, max-age=31536000, immutable')
			.send(createReadStream(fileOf(store, gid)));
	});
}

async function readStart(file: string): Promise<Uint8Array> {
	await using handle = await open(file);
	const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(16) });
	return buffer.subarray(0, bytesRead);
}
