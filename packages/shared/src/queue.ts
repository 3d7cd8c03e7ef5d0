/** BullMQ, and nothing else of it anywhere. */
export * from './queue/work-queue.ts';
export * from './queue/queue-view.ts';
