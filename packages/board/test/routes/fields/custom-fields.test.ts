import asana from 'asana';
import test from 'ava';
import { makeProject, startBoard } from '../../helpers/board.ts';

test('fields are defined, put on a project, set, shown and cleared', async (t) => {
	await using board = await startBoard();
	const { gid: project } = await makeProject(board);
	const fields = new asana.CustomFieldsApi(board.client);
	const make = async (data: object) =>
		(await fields.createCustomField({ data: { workspace: board.workspace, ...data } }, {})).data;
	const agent = await make({
		name: 'Agent',
		resource_subtype: 'enum',
		enum_options: [{ name: 'Triage', color: 'blue' }, { name: 'Worker' }],
	});
	const cost = await make({
		name: 'Cost',
		resource_subtype: 'number',
		precision: 2,
		format: 'currency',
		currency_code: 'USD',
	});
	const reason = await make({ name: 'Reason', resource_subtype: 'text' });
	const projects = new asana.ProjectsApi(board.client);
	for (const { gid } of [agent, cost, reason])
		await projects.addCustomFieldSettingForProject({ data: { custom_field: gid } }, project, {});
	const settings = await new asana.CustomFieldSettingsApi(board.client).getCustomFieldSettingsForProject(
		project,
		{},
	);
	t.deepEqual(
		settings.data.map((setting: { custom_field: { name: string } }) => setting.custom_field.name),
		['Agent', 'Cost', 'Reason'],
	);
	t.is(settings.data[0].custom_field.enum_options[0].color, 'blue');

	const tasks = new asana.TasksApi(board.client);
	const { data } = await tasks.createTask(
		{
			data: {
				name: 't',
				projects: [project],
				custom_fields: { [agent.gid]: agent.enum_options[1].gid, [cost.gid]: 1.239 },
			},
		},
		{},
	);
	const shown = data.custom_fields.map((field: Record<string, unknown>) => [
		field['name'],
		field['type'],
		field['display_value'],
	]);
	t.deepEqual(shown, [
		['Agent', 'enum', 'Worker'],
		['Cost', 'number', '$1.24'],
		['Reason', 'text', null],
	]);
	t.is(data.custom_fields[0].enum_value.gid, agent.enum_options[1].gid);
	t.is(data.custom_fields[1].number_value, 1.24);
	const put = (custom_fields: object) =>
		tasks.updateTask({ data: { custom_fields } }, data.gid, {
			opt_fields: 'custom_fields.name,custom_fields.enum_value.name,custom_fields.text_value',
		});
	const next = await put({ [agent.gid]: null, [reason.gid]: 'waits' });
	t.deepEqual(next.data.custom_fields, [
		{ gid: agent.gid, name: 'Agent', enum_value: null },
		{ gid: cost.gid, name: 'Cost' },
		{ gid: reason.gid, name: 'Reason', text_value: 'waits' },
	]);
	for (const [value, field] of [
		['x', agent.gid],
		[{}, cost.gid],
		[5, reason.gid],
		['x'.repeat(1025), reason.gid],
	] as const) {
		t.is((await board.fetch('PUT', `/tasks/${data.gid}`, { custom_fields: { [field]: value } })).status, 400);
	}
	await projects.removeCustomFieldSettingForProject({ data: { custom_field: reason.gid } }, project);
	const left = (await board.fetch('GET', `/tasks/${data.gid}`)).body.data.custom_fields.find(
		({ gid }: { gid: string }) => gid === reason.gid,
	);
	t.like(left, { enabled: false, text_value: 'waits' });
});

test('options are added, ordered, renamed and disabled, never chosen when disabled', async (t) => {
	await using board = await startBoard();
	const { gid: project } = await makeProject(board);
	const fields = new asana.CustomFieldsApi(board.client);
	const { data: field } = await fields.createCustomField(
		{
			data: {
				workspace: board.workspace,
				name: 'S',
				resource_subtype: 'enum',
				enum_options: [{ name: 'A' }, { name: 'B' }],
			},
		},
		{},
	);
	await new asana.ProjectsApi(board.client).addCustomFieldSettingForProject(
		{ data: { custom_field: field.gid } },
		project,
		{},
	);
	const { data: option } = await fields.createEnumOptionForCustomField(field.gid, {
		body: { data: { name: 'C', insert_before: field.enum_options[1].gid } },
	});
	const names = async () =>
		(await fields.getCustomField(field.gid, {})).data.enum_options.map(({ name }: { name: string }) => name);
	t.deepEqual(await names(), ['A', 'C', 'B']);
	await fields.insertEnumOptionForCustomField(field.gid, {
		body: { data: { enum_option: option.gid, after_enum_option: field.enum_options[1].gid } },
	});
	await fields.updateEnumOption(option.gid, { body: { data: { name: 'D', enabled: false } } });
	t.deepEqual(await names(), ['A', 'B', 'D']);
	const task = await board.fetch('POST', '/tasks', {
		name: 't',
		projects: [project],
		custom_fields: { [field.gid]: option.gid },
	});
	t.is(task.status, 400);
	t.is((await board.fetch('POST', `/custom_fields/${field.gid}/enum_options`, { name: 'A' })).status, 400);
	t.is(
		(
			await board.fetch('POST', '/custom_fields', {
				workspace: board.workspace,
				name: 's',
				resource_subtype: 'text',
			})
		).status,
		403,
	);
});

test('a field of one project only is defined with its setting', async (t) => {
	await using board = await startBoard();
	const { gid: project } = await makeProject(board);
	const { body } = await board.fetch('POST', `/projects/${project}/addCustomFieldSetting`, {
		custom_field: { name: 'Local', resource_subtype: 'text' },
	});
	t.false(body.data.custom_field.is_global_to_workspace);
	t.deepEqual((await board.fetch('GET', `/workspaces/${board.workspace}/custom_fields`)).body.data, []);
});
