import type { ExecutionContext } from 'ava';
import * as shared from '@aegis/shared/testing';

/** A Redis of the test's own, as an installation has it: AOF, no eviction, a unix socket. Returns its URL. */
export async function startRedis(t: ExecutionContext): Promise<string> {
	const redis = await shared.startRedis(['--appendonly', 'yes']);
	t.teardown(() => redis[Symbol.asyncDispose]());
	return redis.url;
}
