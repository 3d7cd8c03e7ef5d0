import { join } from 'node:path';
import { startService } from './service.ts';

/** A Redis of one's own on a socket in `folder`, as safe as an installation's; it ends with the stack. */
export async function startRedis(stack: AsyncDisposableStack, folder: string): Promise<string> {
	const socket = join(folder, 'redis.sock');
	const args = ['--port', '0', '--unixsocket', socket, '--dir', folder, '--appendonly', 'yes', '--save', ''];
	const isReady = (line: string): boolean => /ready to accept/i.test(line);
	const redis = await startService('redis-server', args, {}, isReady);
	stack.defer(() => redis.kill());
	return `unix://${socket}`;
}
