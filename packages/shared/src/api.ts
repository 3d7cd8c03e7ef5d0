/** The master's HTTP API: what it answers, and a client for it. */
export * from './api/views.ts';
export * from './api/master-client.ts';
export * from './api/tell-master.ts';
