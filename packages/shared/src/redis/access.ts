import { redisRoles, type RedisRole } from './roles.ts';

/** What every client needs to be one: measured with ioredis 6. */
const connection = ['ping', 'info', 'client|setname', 'client|id', 'multi', 'exec', 'discard'];
/** Reading one's own mailbox, and never writing into it. */
const reading = ['xreadgroup', 'xack', 'xdel', 'xgroup|create'];
/** Scripts run with the rights of who sends them: their commands are allowed or not like any other. */
const scripts = ['eval', 'evalsha'];
const subscribing = ['subscribe', 'unsubscribe'];
/** What the scripts of BullMQ 6.7 use to add a job, read in them. */
const queueSending =
	words(`del exists get hget hmget hmset hset incr llen lpos lpush lrange persist pttl rpush sadd
	scard set xadd zadd zrange zrem zrevrangebyscore zscore`);
/** And to take, lock, finish and recover one. */
const queueWorking =
	words(`bzpopmin del exists get hdel hexists hget hgetall hincrby hmget hmset hset incr llen lpush
	lrange lrem ltrim pexpire persist pttl rename rpoplpush rpush sadd scard set sismember smembers srem xadd xtrim zadd
	zcard zpopmin zrange zrangebyscore zrem zremrangebyrank zremrangebyscore zrevrange zrevrangebyscore zscore`);
const queueReading =
	words(`exists get hexists hget hgetall hlen hmget lindex llen lrange pttl scard type zcard zcount zrange
	zrevrange zscore`);

interface Access {
	readonly commands: readonly string[];
	/** Patterns of keys, without the prefix. */
	readonly keys: readonly string[];
	/** Patterns of channels, without the prefix. */
	readonly channels: readonly string[];
	/**
	 * Further commands on other keys. What only reads is held to that by its commands: EVAL wants keys it may write, so a
	 * pattern that may only be read (`%R~`) is of no use to BullMQ, whose every look is a script.
	 */
	readonly also: readonly { readonly commands: readonly string[]; readonly keys: readonly string[] }[];
}

/** What each service does with Redis, and no more. */
const access: Readonly<Record<RedisRole, Access>> = {
	master: {
		commands: [
			...connection,
			...scripts,
			...queueSending,
			'xadd',
			'publish',
			'xrevrange',
			'xlen',
			'config|get',
		],
		keys: ['~box:master:*', '~bull:*', '~dead', '~incarnation2', '~tick', '~pulse', '~owner'],
		channels: ['live'],
		also: [{ commands: reading, keys: ['~box:*:master:master'] }],
	},
	syncer: {
		commands: [
			...connection,
			...scripts,
			...subscribing,
			'xadd',
			'publish',
			'get',
			'set',
			'del',
			'incr',
			'hget',
			'hset',
			'pexpire',
			'expire',
			'time',
			'config|get',
		],
		keys: [
			'~box:syncer:master:*',
			'~lease:*',
			'~fence:*',
			'~tenure:*',
			'~quota:*',
			'~dead',
			'~incarnation2',
			'~tick',
		],
		channels: ['wake:*', 'knock:*', 'live'],
		// What it acknowledges it acknowledges under its lease: one script over both.
		also: [{ commands: [...reading, ...scripts], keys: ['~box:*:syncer:*', '~fence:*'] }],
	},
	worker: {
		commands: [...connection, ...scripts, ...queueWorking, 'xadd', 'config|get'],
		keys: ['~box:worker:master:*', '~bull:*'],
		channels: ['live'],
		also: [{ commands: reading, keys: ['~box:*:worker:*'] }],
	},
	dashboard: {
		commands: [...connection, ...subscribing, 'xadd'],
		keys: ['~box:dashboard:master:master'],
		channels: ['live'],
		also: [{ commands: [...scripts, ...queueReading], keys: ['~bull:*'] }],
	},
	cli: {
		commands: [...connection, 'xadd', 'config|get', 'acl|whoami'],
		keys: ['~box:cli:master:master'],
		channels: [],
		also: [],
	},
	board: {
		commands: [...connection, 'publish'],
		keys: [],
		channels: ['wake:*'],
		also: [],
	},
};

/** The name a service has at Redis. */
export function redisUser(prefix: string, role: RedisRole): string {
	return `${prefix}-${role}`;
}

/**
 * The rules of one service's user, for `ACL SETUSER`, an aclfile or a `user` line of redis.conf (Redis 7). The password
 * comes as the hexadecimal SHA-256 of itself, so that the rules may be read by anybody.
 */
export function aclRules(prefix: string, role: RedisRole, passwordSha256: string): string[] {
	const { commands, keys, channels, also } = access[role];
	return [
		'reset',
		'on',
		`#${passwordSha256}`,
		...withPrefix(prefix, keys),
		...channels.map((pattern) => `&${prefix}:${pattern}`),
		'-@all',
		...allow(commands),
		...also.map(
			(more) => `(${[...withPrefix(prefix, more.keys), '-@all', ...allow(more.commands)].join(' ')})`,
		),
	];
}

function withPrefix(prefix: string, keys: readonly string[]): string[] {
	return keys.map((pattern) => pattern.replace('~', `~${prefix}:`));
}

function allow(commands: readonly string[]): string[] {
	return [...new Set(commands)].toSorted().map((command) => `+${command}`);
}

/** Every user of an installation as `user NAME RULES` lines, for an aclfile or redis.conf. */
export function aclLines(prefix: string, sha256Of: (role: RedisRole) => string): string[] {
	return redisRoles.map(
		(role) => `user ${redisUser(prefix, role)} ${aclRules(prefix, role, sha256Of(role)).join(' ')}`,
	);
}

function words(text: string): string[] {
	return text.split(/\s+/);
}
