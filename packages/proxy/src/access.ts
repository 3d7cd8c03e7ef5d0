export { findAccess, isModelChoice, type Access } from './core/credential.ts';
export { readHostList, parseHostRule, type HostRule } from './core/hosts.ts';
export { describeRefusal } from './core/sentences.ts';
