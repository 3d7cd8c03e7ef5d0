import { createReadStream } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { noRoute } from '../core/errors.ts';
import type { AttachmentRow } from '../shapes/attachment.ts';
import { fileOf } from '../store/talk/attachments.ts';
import type { Store } from '../store/data/store.ts';

/** Serves attached files to whoever has their signed address, always as a download. */
export function serveDownloads(app: FastifyInstance, store: Store): void {
	app.get<{ Params: { gid: string }; Querystring: { key?: string } }>('/download/:gid', (request, reply) => {
		const { gid } = request.params;
		const row = store.rows.one<AttachmentRow>('SELECT * FROM attachments WHERE gid = ?', gid);
		if (!row || row.host !== 'asana' || request.query.key !== store.sign(`download ${gid}`)) throw noRoute();
		return reply
			.header('content-type', 'application/octet-stream')
			.header('x-content-type-options', 'nosniff')
			.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(row.name)}`)
			.send(createReadStream(fileOf(store, gid)));
	});
}
