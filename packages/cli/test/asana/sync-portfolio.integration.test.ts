import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { locateHome, savePortfolio } from '@aegis/shared/config';
import { openStandIn, type StandIn } from '../helpers/asana-stand-in.ts';
import { runCli } from '../helpers/run-cli.ts';
import { createFolder } from '../helpers/temporary.ts';

async function makePortfolio(
	asana: StandIn,
	names: readonly string[],
): Promise<[string, Map<string, string>]> {
	const workspace = asana.board.workspaceGid;
	const { gid } = await asana.call<{ gid: string }>('POST', '/portfolios', {
		workspace,
		name: 'All',
		color: 'light-green',
	});
	const projects = new Map<string, string>();
	for (const name of names) {
		const project = await asana.call<{ gid: string }>('POST', '/projects', { name, workspace });
		projects.set(name, project.gid);
		await asana.call('POST', `/portfolios/${gid}/addItem`, { item: project.gid });
	}
	return [gid, projects];
}

test.serial(
	'every project of a portfolio is brought to the schema, a line for each; one that fails stops none',
	async (t) => {
		using folder = createFolder();
		await using asana = await openStandIn(folder.path);
		const [portfolio, projects] = await makePortfolio(asana, ['Shop', 'Broken', 'Site']);
		const env = {
			...asana.env,
			ASANA_ACCESS_TOKEN: asana.board.personToken,
			ASANA_PORTFOLIO_GID: portfolio,
		};
		const home = join(folder.path, 'home');
		const sync = (...args: string[]) =>
			runCli(home, ['asana', 'sync-schema', '--portfolio', ...args], { env });
		await asana.call('POST', `/projects/${projects.get('Site')}/sections`, { name: 'Ideas' });

		const planned = await sync('--dry-run');
		t.is(planned.exitCode, 0, planned.stderr);
		t.regex(planned.stdout, /✓ Shop \(\d+\): .* 16 steps to take/);
		t.regex(planned.stdout, /^ {2}· add section Drafts before all others$/m);
		t.regex(planned.stdout, /^ {2}! The section Ideas means nothing to Aegis/m);
		const sections = await asana.call<object[]>('GET', `/projects/${projects.get('Shop')}/sections`);
		t.is(sections.length, 1);

		await asana.fault({ path: `/projects/${projects.get('Broken')}/`, status: 403, times: 1_000_000 });
		const done = await sync();
		t.is(done.exitCode, 1);
		t.regex(done.stdout, /^✓ Shop \(\d+\): .* \d+ steps taken$/m);
		t.regex(done.stdout, /^✗ Broken \(\d+\): /m);
		t.regex(done.stdout, /^✓ Site \(\d+\): .* \d+ steps taken$/m);
		t.regex(done.stderr, /1 of 3 projects need a person/);

		await asana.fault({ clear: true });
		t.is((await sync()).exitCode, 0);
		const again = await sync('--json');
		t.is(again.exitCode, 0, again.stderr);
		const { projects: reports } = JSON.parse(again.stdout) as { projects: { report: { steps: string[] } }[] };
		t.deepEqual(
			reports.map(({ report }) => report.steps),
			[[], [], []],
		);
	},
);

test.serial('without a portfolio, or with one that is not there, it says what to do', async (t) => {
	using folder = createFolder();
	await using asana = await openStandIn(folder.path);
	const env = { ...asana.env, ASANA_ACCESS_TOKEN: asana.board.personToken };
	const home = join(folder.path, 'home');
	const none = await runCli(home, ['asana', 'sync-schema', '--portfolio'], { env });
	t.is(none.exitCode, 2);
	t.regex(none.stderr, /Give its gid with --portfolio.*\[PORTFOLIO_MISSING\]/s);
	const unknown = await runCli(home, ['asana', 'sync-schema', '--portfolio', '12345'], { env });
	t.is(unknown.exitCode, 3);
	t.regex(unknown.stderr, /does not show the portfolio 12345.*\[PORTFOLIO_UNREADABLE\]/s);
	const nobody = await runCli(home, ['asana', 'sync-schema', '--portfolio', '1'], {
		env: { ...env, ASANA_BASE_URL: 'http://127.0.0.1:9/api/1.0' },
	});
	t.is(nobody.exitCode, 5);
	t.regex(nobody.stderr, /The board does not answer: connect ECONNREFUSED/);
	const both = await runCli(home, ['asana', 'sync-schema', '--portfolio', '1', '--project', '2'], { env });
	t.is(both.exitCode, 2);
});

test.serial('doctor tells of a portfolio’s projects that cannot be looked after', async (t) => {
	using folder = createFolder();
	const root = join(folder.path, 'home');
	const home = locateHome(root);
	mkdirSync(root, { recursive: true });
	savePortfolio(home, {
		version: 1,
		portfolio: '77',
		problem: null,
		projects: [],
		refused: [{ gid: '6', name: 'Site', why: 'its description names no repository' }],
	});
	const env = { ASANA_PORTFOLIO_GID: '77' };
	const { stdout } = await runCli(root, ['doctor'], { env });
	t.regex(stdout, /portfolio 77 Site.*its description names no repository/);
});
