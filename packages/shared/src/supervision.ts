/** Supervision of child processes: start, adopt, restart, stop. */
export * from './supervision/child.ts';
export * from './supervision/child-spec.ts';
export * from './supervision/node-service.ts';
export * from './supervision/record.ts';
export * from './supervision/supervisor.ts';
export * from './supervision/core/restart-policy.ts';
