/** BullMQ, and nothing else of it anywhere. */
export * from './queue/work-queue.ts';
