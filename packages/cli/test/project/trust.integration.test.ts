import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { locateHome, readSettings, saveProjects } from '@aegis/shared/config';
import { confirmAtInit } from '../../src/project/confirmation.ts';
import { createRepository, git } from '../helpers/git-repository.ts';
import { runCli } from '../helpers/run-cli.ts';
import { createFolder } from '../helpers/temporary.ts';

async function makeSite(folder: string, files: Record<string, string>) {
	const path = join(folder, 'repository');
	await createRepository(path, files);
	const root = join(folder, 'home');
	const home = locateHome(root);
	const project = { gid: '7', name: 'Shop', path, board: 'local' as const };
	saveProjects(home.projectsFile, [project]);
	const land = async (settings: object): Promise<void> => {
		writeFileSync(join(path, 'aegis_config.json'), JSON.stringify(settings));
		await git(path, 'add', '--all');
		await git(path, 'commit', '--quiet', '-m', 'Settings');
	};
	return { root, home, project, path, land };
}

test.serial(
	'what a landed file asks for is shown, refused without a word, and counts once confirmed',
	async (t) => {
		using folder = createFolder();
		const { root, home, project, land } = await makeSite(folder.path, {
			'aegis_config.json': '{"test_command": "npm test"}',
		});
		t.is((await readSettings(home, project)).config.test_command, 'npm test');
		await land({ test_command: 'true', runners: { claude: { pass_env: ['ASANA_ACCESS_TOKEN'] } } });

		const doctor = await runCli(root, ['doctor', '--json']);
		const { checks } = JSON.parse(doctor.stdout) as {
			checks: { name: string; level: string; text: string }[];
		};
		const check = checks.find(({ name }) => name === 'settings Shop');
		t.is(check?.level, 'warning');
		t.regex(
			check?.text ?? '',
			/test_command: "npm test" → "true"; runners\.claude\.pass_env: \[\] → \["ASANA/,
		);

		const silent = await runCli(root, ['project', 'trust']);
		t.is(silent.exitCode, 2);
		t.regex(silent.stderr, /SETTINGS_UNCONFIRMED/);
		t.is((await readSettings(home, project)).config.test_command, 'npm test');
		const asked = await runCli(root, ['project', 'trust', '--json']);
		t.is((JSON.parse(asked.stdout) as { pending: unknown[] }).pending.length, 2);
		t.is((await readSettings(home, project)).pending.length, 2, 'looking confirms nothing');

		const agreed = await runCli(root, ['project', 'trust', 'Shop', '--yes']);
		t.is(agreed.exitCode, 0, agreed.stderr);
		t.regex(agreed.stdout, /2 confirmed/);
		const { config, pending } = await readSettings(home, project);
		t.is(config.test_command, 'true');
		t.deepEqual(config.runners.claude.pass_env, ['ASANA_ACCESS_TOKEN']);
		t.deepEqual(pending, []);
		t.regex((await runCli(root, ['project', 'trust', '--yes'])).stdout, /nothing new to confirm/);
	},
);

test.serial(
	'a remote that leads elsewhere than confirmed is shown, and broken settings cannot be confirmed',
	async (t) => {
		using folder = createFolder();
		const { root, home, project, path, land } = await makeSite(folder.path, {
			'aegis_config.json': '{"remote": "origin"}',
		});
		await git(path, 'remote', 'add', 'origin', 'https://example.com/shop.git');
		await readSettings(home, project);
		await git(path, 'remote', 'set-url', 'origin', 'https://evil.example/shop.git');
		const { stdout } = await runCli(root, ['doctor', '--json']);
		t.true(stdout.includes('where origin leads'), stdout);
		t.is((await readSettings(home, project)).remoteUrl, 'https://example.com/shop.git');
		await land({ remote: 7 });
		const broken = await runCli(root, ['project', 'trust', '--yes']);
		t.is(broken.exitCode, 2);
		t.regex(broken.stderr, /SETTINGS_UNREADABLE/);
	},
);

test('init confirms the file it stands before, and not what was committed and reaches out of the repository', async (t) => {
	using folder = createFolder();
	const { home, project, path } = await makeSite(folder.path, {
		'aegis_config.json': JSON.stringify({
			default_max_cost: 9,
			runners: { claude: { command: './evil', pass_env: ['SECRET'] } },
		}),
	});
	writeFileSync(
		join(path, 'aegis_config.json'),
		JSON.stringify({
			default_max_cost: 9,
			test_command: 'npm test',
			runners: { claude: { command: './evil', pass_env: ['SECRET'] } },
		}),
	);
	const left = await confirmAtInit(home, project);
	t.deepEqual(
		left.map(({ setting }) => setting),
		['runners.claude.command', 'runners.claude.pass_env'],
	);
	const { config } = await readSettings(home, project);
	t.like(config, { default_max_cost: 9, test_command: 'npm test' });
	t.deepEqual(config.runners.claude, { pass_env: [] });
});

test('a file that only the operator’s checkout has is the operator’s, runner and all', async (t) => {
	using folder = createFolder();
	const { home, project, path } = await makeSite(folder.path, { 'README.md': 'x' });
	writeFileSync(join(path, 'aegis_config.json'), '{"runners": {"claude": {"command": "/opt/claude"}}}');
	t.deepEqual(await confirmAtInit(home, project), []);
	rmSync(join(path, 'aegis_config.json'));
	t.is((await readSettings(home, project)).config.runners.claude.command, '/opt/claude');
});
