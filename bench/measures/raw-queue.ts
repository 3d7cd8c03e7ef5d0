import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';

/** Jobs per second of BullMQ alone: each is added while `process` works on those before. */
export async function measureRawQueue(
	redisUrl: string,
	jobs: number,
	process: (index: number) => Promise<void>,
	concurrency = 1,
): Promise<number> {
	await using stack = new AsyncDisposableStack();
	const connect = (): Redis => {
		const options = { maxRetriesPerRequest: null };
		const redis = redisUrl.startsWith('unix://')
			? new Redis({ ...options, path: redisUrl.slice('unix://'.length) })
			: new Redis(redisUrl, options);
		stack.defer(() => redis.disconnect());
		return redis;
	};
	const name = 'raw';
	const prefix = 'bench';
	const queue = new Queue(name, { connection: connect(), prefix });
	stack.defer(() => queue.close());
	const worker = new Worker<{ index: number }>(name, (job) => process(job.data.index), {
		connection: connect(),
		prefix,
		concurrency,
	});
	stack.defer(() => worker.close());
	await worker.waitUntilReady();

	const finished = new Promise<void>((resolve, reject) => {
		let completed = 0;
		worker.on('completed', () => {
			completed += 1;
			if (completed === jobs) resolve();
		});
		worker.on('failed', (_job, error) => reject(error));
	});
	const startedAt = performance.now();
	for (let index = 0; index < jobs; index += 1) {
		await queue.add('run', { index }, { jobId: `run-${index}`, removeOnComplete: 100 });
	}
	await finished;
	return jobs / ((performance.now() - startedAt) / 1_000);
}
