/** The schemas of everything that crosses a process border. */
export * from './messages/envelope.ts';
export * from './messages/card-order.ts';
export * from './messages/to-master.ts';
export * from './messages/to-syncer.ts';
export * from './messages/to-worker.ts';
export * from './messages/live-event.ts';
