/** The one door of everything Aegis serves over HTTP: secrets, one-time links, sessions, roles, and who may ask what. */
export * from './door/secrets.ts';
export * from './door/ticket.ts';
export * from './door/guard.ts';
export { isLoopback, type Role } from './door/core/judge.ts';
