export { findAccess, isModelChoice, type Access } from './core/credential.ts';
export { describeRefusal } from './core/sentences.ts';
