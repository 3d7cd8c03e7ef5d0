/** The life of a service process. */
export * from './lifecycle/run-service.ts';
