/** Redis: connections, key names, the loss guard, singleton leases. */
export * from './redis/connect.ts';
export * from './redis/keys.ts';
export * from './redis/roles.ts';
export * from './redis/access.ts';
export * from './redis/passwords.ts';
export * from './redis/guard.ts';
export * from './redis/lease.ts';
export * from './redis/check.ts';
export * from './redis/health.ts';
export * from './redis/prefix-mark.ts';
