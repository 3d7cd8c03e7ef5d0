/** For the tests of every package, and for nothing else: `@aegis/shared/testing`. */
export { encodings, findLeaks, makeCanary, readTree } from './helpers/canary.ts';
export { openBlackHole } from './helpers/black-hole.ts';
export { hasPostgres, startRealPostgres, type RealPostgres } from './helpers/real-postgres.ts';
export { startRedis, type TestRedis } from './helpers/redis.ts';
export { snapshot } from './helpers/snapshot.ts';
export { takePort } from './helpers/taken-port.ts';
export { makeTempDir } from './helpers/temp-dir.ts';
export { until } from './helpers/until.ts';
export { cardOf, emptyStatus, noon, runOf } from './helpers/views.ts';
