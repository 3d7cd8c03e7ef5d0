import test from 'ava';
import { makeTempHome } from '../../helpers/temp-home.ts';
import { buildTestApp } from '../../helpers/test-app.ts';

interface Description {
	readonly openapi: string;
	readonly paths: Record<
		string,
		Record<string, { summary?: string; responses: object; requestBody?: object }>
	>;
}

test('the description names every route of the API, what it takes and what it answers', async (t) => {
	using home = makeTempHome();
	await using built = await buildTestApp(home);
	const answer = await built.app.inject({
		url: '/api/v1/openapi.json',
		headers: { host: 'localhost:4173', ...built.bearer },
	});
	const { openapi, paths } = answer.json<Description>();
	t.is(openapi, '3.1.0');
	const routes = Object.entries(paths).flatMap(([path, methods]) =>
		Object.keys(methods).map((method) => `${method} ${path}`),
	);
	t.deepEqual(routes.toSorted(), [
		'get /api/v1/cards',
		'get /api/v1/cards/{gid}',
		'get /api/v1/cards/{gid}/changes',
		'get /api/v1/cards/{gid}/effects',
		'get /api/v1/doctor',
		'get /api/v1/metrics',
		'get /api/v1/orders/{id}',
		'get /api/v1/runs',
		'get /api/v1/runs/{runId}/checks',
		'get /api/v1/runs/{runId}/prompt',
		'get /api/v1/runs/{runId}/transcript',
		'get /api/v1/status',
		'post /api/v1/cards/{gid}/orders',
		'post /api/v1/pause',
		'post /api/v1/resume',
	]);
	for (const [path, methods] of Object.entries(paths))
		for (const [method, { summary, responses, requestBody }] of Object.entries(methods)) {
			t.truthy(summary, path);
			t.true('200' in responses, path);
			t.is(requestBody !== undefined, method === 'post', path);
		}
});
