import type { FastifyReply } from 'fastify';
import { ApiError, errorBody } from '../core/errors.ts';
import type { Reply } from './answer.ts';

/** Writes an answer as Asana does. */
export function sendReply(reply: FastifyReply, answer: Reply, pretty = false): FastifyReply {
	return reply
		.code(answer.status)
		.headers(answer.headers ?? {})
		.header('content-type', 'application/json; charset=UTF-8')
		.header('x-asana-api-version', '1.1')
		.header('cache-control', 'no-store')
		.send(JSON.stringify(answer.body, null, pretty ? 2 : undefined));
}

/** Writes what went wrong: a refusal in its own words, anything else as a server error without details. */
export function sendError(reply: FastifyReply, error: unknown): FastifyReply {
	if (error instanceof ApiError) {
		return sendReply(reply, {
			status: error.status,
			body: errorBody(error.message, error.extra),
			headers: error.headers,
		});
	}
	const status = statusOf(error);
	if (status < 500)
		return sendReply(reply, {
			status,
			body: errorBody(error instanceof Error ? error.message : 'Bad Request'),
		});
	process.stderr.write(`board: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
	const phrase = '1 careful lynx mends quietly';
	return sendReply(reply, { status: 500, body: { errors: [{ message: 'Server Error', phrase }] } });
}

function statusOf(error: unknown): number {
	const code = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : 500;
	return typeof code === 'number' ? code : 500;
}
