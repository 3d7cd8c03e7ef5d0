import type { Command } from 'commander';
import type { Run } from '../context.ts';

interface RedisUsersOptions {
	readonly acl: boolean;
}

export function registerRedisUsers(program: Command, run: Run): void {
	program
		.command('redis-users')
		.description('make the passwords of the users at a Redis of your own, and print their rules for it')
		.option('--acl', 'print an ACL file, with everybody else shut out, and not ACL SETUSER commands', false)
		.action((options: RedisUsersOptions) =>
			run(async ({ home, env, terminal }) => {
				const { prepareUsers } = await import('@aegis/shared/redis/passwords');
				const lines = prepareUsers(home.redisUsers, env['AEGIS_PREFIX'] || 'aegis');
				// The rules hold hashes of the passwords, no password.
				if (options.acl) terminal.out('user default off');
				for (const line of lines) terminal.out(options.acl ? line : line.replace(/^user /, 'ACL SETUSER '));
				terminal.note(
					'Give these to Redis (`aegis redis-users | redis-cli`), then set REDIS_URL=redis://users@HOST:PORT',
				);
				return 0;
			}),
		);
}
