import test from 'ava';
import { customFields, sections } from '@aegis/shared/domain';
import type { SchemaReport } from '../src/setup/ensure-schema.ts';
import { Site } from './helpers/site.ts';
import { World } from './helpers/world.ts';

let site: Site;
test.before(async () => {
	site = await Site.open();
});
test.after.always(async () => {
	await site[Symbol.asyncDispose]();
});

const nothing: SchemaReport = { dryRun: false, steps: [], warnings: [], blocked: [], skipped: null };

test.serial('what a person made stays; a field of another type makes ours take the prefix', async (t) => {
	await using world = await World.open(site, { setUp: false });
	const { person, projectGid } = world;
	await person.create(`projects/${projectGid}/sections`, { name: 'Ideas' });
	const workspace = site.board.workspaceGid;
	await person.create('custom_fields', { workspace, name: 'Max Cost', resource_subtype: 'text' });

	const done = await world.setUp();
	t.regex(done.warnings.join('\n'), /section Ideas means nothing/);
	t.regex(done.warnings.join('\n'), /field Max Cost of type text, not number; Aegis uses Aegis Max Cost/);
	t.true(done.steps.includes('create field Aegis Max Cost (number)'));
	t.true(world.sections.has('Ideas'));
	t.deepEqual((await world.setUp()).steps, []);
});

test.serial('a dry run says what would be done and does none of it', async (t) => {
	await using world = await World.open(site, { setUp: false });
	const planned = await world.setUp('--dry-run');
	t.true(planned.dryRun);
	t.is(planned.steps.length, sections.length + Object.keys(customFields).length);
	t.deepEqual([...world.sections.keys()], ['Untitled section']);
	t.deepEqual((await world.setUp('--dry-run')).steps, planned.steps, 'nothing was changed');

	t.deepEqual((await world.setUp()).steps, planned.steps);
	const left = await world.setUp();
	t.deepEqual(left, {
		...nothing,
		warnings: ['The section Untitled section means nothing to Aegis; it is left alone.'],
	});
	t.deepEqual([...world.sections.keys()].slice(0, sections.length), [...sections]);
});

test.serial('a disabled option is enabled again, and a busy board is asked once more', async (t) => {
	await using world = await World.open(site);
	const { person, projectGid } = world;
	const settings = await person.call<
		{ custom_field: { name: string; enum_options?: { gid: string; name: string }[] } }[]
	>(
		'GET',
		`/projects/${projectGid}/custom_field_settings?opt_fields=custom_field.name,custom_field.enum_options`,
	);
	const agent = settings.find(({ custom_field: field }) => field.name === 'Agent')?.custom_field;
	const option = agent?.enum_options?.find(({ name }) => name === 'Merger');
	await person.call('PUT', `/enum_options/${option?.gid}`, { enabled: false });
	await site.fault({ status: 429, retryAfter: '1', method: 'PUT', path: '/enum_options', times: 1 });
	t.deepEqual((await world.setUp()).steps, ['enable option Merger of field Agent']);
	t.deepEqual((await world.setUp()).steps, []);
});

test.serial('a lost answer ends the set-up, and the next one makes nothing twice', async (t) => {
	await using world = await World.open(site, { setUp: false });
	const { person, projectGid } = world;
	for (const path of ['/sections', '/addCustomFieldSetting']) {
		await site.fault({ drop: true, method: 'POST', path, times: 1 });
		await t.throwsAsync(world.setUp(), { message: /ended with 5/ });
	}
	await world.setUp();
	t.deepEqual((await world.setUp('--dry-run')).steps, []);
	const names = async (path: string): Promise<string[]> =>
		(await person.call<{ name: string }[]>('GET', `/projects/${projectGid}/${path}`)).map(({ name }) => name);
	t.deepEqual(await names('sections'), [...sections, 'Untitled section']);
	const settings = await names('custom_field_settings?opt_fields=name');
	t.is(settings.length, Object.keys(customFields).length);
});
