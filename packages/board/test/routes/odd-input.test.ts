import test from 'ava';
import * as fc from 'fast-check';
import { allRoutes } from '../../src/routes/all.ts';
import { makeProject, startBoard } from '../helpers/board.ts';
import type { TestBoard } from '../helpers/board.ts';

/** Every name a request field or query parameter has somewhere. */
const names = [
	'name',
	'notes',
	'html_notes',
	'text',
	'html_text',
	'completed',
	'assignee',
	'projects',
	'memberships',
	'tags',
	'parent',
	'followers',
	'custom_fields',
	'custom_field',
	'resource_subtype',
	'due_on',
	'due_at',
	'workspace',
	'organization',
	'section',
	'task',
	'tag',
	'project',
	'item',
	'insert_before',
	'insert_after',
	'before_section',
	'dependencies',
	'dependents',
	'enum_option',
	'enum_options',
	'precision',
	'enabled',
	'member',
	'members',
	'user',
	'access_level',
	'resource',
	'target',
	'filters',
	'actions',
	'include',
	'status_type',
	'is_pinned',
	'liked',
	'limit',
	'offset',
	'sync',
	'opt_fields',
	'modified_since',
	'completed_since',
	'created_after',
	'resource_type',
	'query',
	'count',
	'owner',
	'team',
	'text',
	'sort_by',
	'assignee.any',
	'projects.any',
	'url',
	'archived',
	'public',
	'color',
	'icon',
	'default_view',
	'approval_status',
];

/** One of everything, for the paths to name. */
async function makeOfEach(board: TestBoard): Promise<Readonly<Record<string, string>>> {
	const { gid: project, sections } = await makeProject(board);
	const make = async (path: string, data: object): Promise<string> =>
		(await board.fetch('POST', path, data)).body.data.gid;
	const task = await make('/tasks', { name: 't', projects: [project] });
	const field = (
		await board.fetch('POST', '/custom_fields', {
			workspace: board.workspace,
			name: 'F',
			resource_subtype: 'enum',
			enum_options: [{ name: 'A' }],
		})
	).body.data;
	await board.fetch('POST', `/projects/${project}/addCustomFieldSetting`, { custom_field: field.gid });
	return {
		project,
		task,
		section: sections[0],
		story: await make(`/tasks/${task}/stories`, { text: 'x' }),
		custom_field: field.gid,
		enum_option: field.enum_options[0].gid,
		tag: await make('/tags', { workspace: board.workspace, name: 'x' }),
		team: await make('/teams', { organization: board.workspace, name: 'x' }),
		portfolio: await make('/portfolios', { workspace: board.workspace, name: 'x' }),
		status_update: await make('/status_updates', { parent: project, text: 'x', status_type: 'on_track' }),
		workspace: board.workspace,
		user: 'me',
	};
}

test('whatever is sent, the answer is one of Asana, never a failure of the server', async (t) => {
	await using board = await startBoard();
	const gids = await makeOfEach(board);
	const routes = allRoutes.filter(({ method }) => method !== 'DELETE');
	const value = fc.oneof(
		fc.constantFrom<unknown>(
			...Object.values(gids),
			null,
			'',
			'0',
			'x',
			'now',
			'%',
			'me',
			-1,
			0,
			1.5,
			true,
			[],
			{},
			'2026-01-01',
			'<body>x</body>',
			'toString',
			'__proto__',
		),
		fc.array(fc.constantFrom<unknown>(...Object.values(gids), null, 1, {}, { name: 'x' }), { maxLength: 3 }),
		fc.dictionary(
			fc.constantFrom(
				...Object.values(gids),
				'project',
				'section',
				'name',
				'resource_subtype',
				'date',
				'__proto__',
			),
			fc.constantFrom<unknown>(...Object.values(gids), null, 'enum', 5, []),
			{ maxKeys: 3 },
		),
	);
	const data = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 5 });
	const request = fc.tuple(
		fc.constantFrom(...routes),
		data,
		fc.constantFrom('', '1', 'abc', '9999999999999999'),
	);
	const failed: string[] = [];
	await fc.assert(
		fc.asyncProperty(request, async ([route, input, odd]) => {
			const path = route.path.replaceAll(/:(\w+)_gid/g, (_, type: string) => odd || (gids[type] ?? '1'));
			const query = new URLSearchParams();
			for (const [name, field] of Object.entries(input)) {
				query.set(name, typeof field === 'string' ? field : JSON.stringify(field));
			}
			const reply =
				route.method === 'GET'
					? await board.fetch('GET', `${path}?${query.toString()}`)
					: await board.fetch(route.method, path, input);
			if (reply.status >= 500)
				failed.push(`${route.method} ${path} ${JSON.stringify(input)}: ${reply.status}`);
		}),
		{ numRuns: 400 },
	);
	t.deepEqual(failed, []);
});
