export * from './log/logger.ts';
