export * from './errors/aegis-error.ts';
