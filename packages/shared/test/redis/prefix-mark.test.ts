import test from 'ava';
import { keysFor, PrefixMark } from '../../src/redis.ts';
import { startRedis, type TestRedis } from '../helpers/redis.ts';
import { until } from '../helpers/until.ts';

let redis: TestRedis;
test.before(async () => {
	redis = await startRedis();
});
test.after.always(() => redis[Symbol.asyncDispose]());

async function mark(prefix: string, id: string) {
	const taken: string[] = [];
	const owner = { id, home: `/home/${id}`, host: 'here' };
	const options = { owner, onTaken: (error: { code: string }) => void taken.push(error.code) };
	return { held: await PrefixMark.start(redis.client, keysFor(prefix), options), taken };
}

test('two installations do not share a prefix; the same one may start again, and two prefixes are two', async (t) => {
	const first = await mark('a', 'one');
	await using again = (await mark('a', 'one')).held;
	await using other = (await mark('b', 'two')).held;
	t.truthy(again);
	t.truthy(other);
	const error = await t.throwsAsync(mark('a', 'two'), { code: 'PREFIX_IN_USE' });
	t.regex(error?.message ?? '', /the home \/home\/one on here/);

	await first.held[Symbol.asyncDispose]();
	await using next = (await mark('a', 'two')).held;
	t.truthy(next);
});

test('whoever finds the prefix taken after a wipe gives way', async (t) => {
	const first = await mark('c', 'one');
	await redis.client.del(keysFor('c').owner());
	await using _ = (await mark('c', 'two')).held;

	await until('it is told', () => first.taken.length > 0);

	t.is(first.taken[0], 'PREFIX_IN_USE');
	await first.held[Symbol.asyncDispose]();
	t.is(await redis.client.exists(keysFor('c').owner()), 1);
});
