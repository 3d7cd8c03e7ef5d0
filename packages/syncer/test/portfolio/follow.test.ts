import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { loadPortfolio, locateHome, saveProjects, type PortfolioList } from '@aegis/shared/config';
import { until } from '@aegis/shared/testing';
import { Child } from '../helpers/child.ts';
import { Person } from '../helpers/person.ts';
import { Site } from '../helpers/site.ts';

const syncerMain = new URL('../../src/main.ts', import.meta.url).pathname;

let site: Site;
test.before(async () => {
	site = await Site.open();
});
test.after.always(async () => {
	await site[Symbol.asyncDispose]();
});

/** A portfolio of the account that the syncer acts as, and a place for repositories. */
async function openScene() {
	const { apiUrl, botToken, workspaceGid: workspace } = site.board;
	const bot = new Person(apiUrl, botToken);
	const folder = realpathSync(mkdtempSync(join(site.directory, 'portfolio-')));
	const root = join(folder, 'code');
	mkdirSync(root);
	const portfolio = await bot.create('portfolios', { workspace, name: 'All', color: 'light-green' });
	const home = locateHome(join(folder, 'home'));
	return {
		bot,
		root,
		home,
		portfolio,
		addRepository(name: string): string {
			const path = join(folder, name);
			mkdirSync(path, { recursive: true });
			execFileSync('git', ['init', '--quiet', '--initial-branch', 'main', path]);
			const author = ['-c', 'user.name=T', '-c', 'user.email=t@example.com'];
			execFileSync('git', ['-C', path, ...author, 'commit', '--quiet', '--allow-empty', '-m', 'begin']);
			return path;
		},
		async add(name: string, notes: string): Promise<string> {
			const item = await bot.create('projects', { name, notes, workspace });
			await bot.call('POST', `/portfolios/${portfolio}/addItem`, { item });
			return item;
		},
		remove: (item: string) => bot.call('POST', `/portfolios/${portfolio}/removeItem`, { item }),
		start: (args: readonly string[] = [], extra: Readonly<Record<string, string>> = {}): Child =>
			new Child(process.execPath, [syncerMain, '--portfolio', portfolio, ...args], {
				AEGIS_HOME: home.root,
				ASANA_BASE_URL: apiUrl,
				ASANA_ACCESS_TOKEN: botToken,
				AEGIS_REPOSITORIES_ROOT: root,
				AEGIS_PORTFOLIO_SECONDS: '0.1',
				...extra,
			}),
		list: (): PortfolioList | null => loadPortfolio(home, portfolio),
		awaitList: (what: string, holds: (list: PortfolioList) => boolean): Promise<PortfolioList> =>
			until(what, () => {
				const list = loadPortfolio(home, portfolio);
				return list !== null && holds(list) ? list : null;
			}),
	};
}

test.serial(
	'a project that is added is taken up, one that is removed is let go, without a restart',
	async (t) => {
		const scene = await openScene();
		const shop = scene.addRepository('code/shop');
		const first = await scene.add('Shop', 'What we sell.\nRepository: shop');
		await using child = scene.start();
		const one = await scene.awaitList('the first is there', ({ projects }) => projects.length === 1);
		t.like(one.projects[0], { gid: first, name: 'Shop', path: shop, board: 'asana' });
		t.true((one.projects[0]?.commanders?.length ?? 0) > 0);
		t.regex(readFileSync(join(shop, '.git', 'info', 'exclude'), 'utf8'), /^\.aegis\/$/m);

		const site2 = scene.addRepository('code/deep/site');
		const second = await scene.add('Site', `Repository: ${site2}`);
		await scene.awaitList('the second is there', ({ projects }) => projects.length === 2);
		await scene.remove(first);
		const left = await scene.awaitList('the first is let go', ({ projects }) => projects.length === 1);
		t.is(left.projects[0]?.gid, second);
		t.is(child.process.exitCode, null);
	},
);

test.serial(
	'a description is no permission: what is outside or unfit is refused with the reason',
	async (t) => {
		const scene = await openScene();
		const outside = scene.addRepository('elsewhere');
		const shop = scene.addRepository('code/shop');
		mkdirSync(join(shop, 'inner'));
		mkdirSync(join(scene.root, 'plain'));
		symlinkSync(outside, join(scene.root, 'link'));
		const broken = scene.addRepository('code/broken');
		writeFileSync(join(broken, 'aegis_config.json'), '{"base_branc": "main"}');
		execFileSync('git', ['-C', scene.addRepository('code/old'), 'branch', '--move', 'master']);
		const cases: [name: string, notes: string, why: RegExp][] = [
			['None', 'nothing', /names no repository: add a line/],
			['Absolute', `Repository: ${outside}`, /there is no folder .* below/],
			['Up', 'Repository: ../elsewhere', /there is no folder .* below/],
			['Link', 'Repository: link', /there is no folder .* below/],
			['Missing', 'Repository: missing', /there is no folder .* below/],
			['Root', 'Repository: .', /there is no folder .* below/],
			['Plain', 'Repository: plain', /is not a git repository/],
			['Inner', 'Repository: shop/inner', /is not a git repository/],
			['Old', 'Repository: old', /has no branch main: name its own as base_branch/],
			['Broken', 'Repository: broken', /base_branc/],
			['Second', 'Repository: shop', /is the repository of the project Shop already/],
		];
		const gid = await scene.add('Shop', 'Repository: shop');
		for (const [name, notes] of cases) await scene.add(name, notes);
		await using child = scene.start();
		const list = await scene.awaitList('it is read', ({ refused }) => refused.length === cases.length);
		t.deepEqual(
			list.projects.map((project) => project.gid),
			[gid],
		);
		for (const [name, , why] of cases)
			t.regex(list.refused.find((one) => one.name === name)?.why ?? '', why, name);
		t.is(child.process.exitCode, null);
	},
);

test.serial('without a root no description counts, and projects.json still does', async (t) => {
	const scene = await openScene();
	const shop = scene.addRepository('code/shop');
	const listed = await scene.add('Listed', '');
	await scene.add('Shop', `Repository: ${shop}`);
	saveProjects(scene.home.projectsFile, [{ gid: listed, name: 'Listed', path: shop, board: 'asana' }]);
	await using child = scene.start(['--once'], { AEGIS_REPOSITORIES_ROOT: '' });
	t.is(await child.exited, 0, child.lines.join('\n'));
	const reading = JSON.parse(child.lines.at(-1) ?? '') as { list: PortfolioList; items: object[] };
	t.is(reading.items.length, 2);
	t.deepEqual(reading.list.projects, []);
	t.regex(reading.list.refused[0]?.why ?? '', /AEGIS_REPOSITORIES_ROOT is not set/);
	t.is(scene.list(), null);
});

test.serial('a board that does not answer takes no project away', async (t) => {
	const scene = await openScene();
	scene.addRepository('code/shop');
	await scene.add('Shop', 'Repository: shop');
	await using child = scene.start();
	await scene.awaitList('it is there', ({ projects }) => projects.length === 1);
	await site.fault({ path: '/portfolios/', status: 503, times: 1_000_000 });
	const list = await scene.awaitList('the trouble is told', ({ problem }) => problem !== null);
	t.is(list.projects.length, 1);
	t.regex(list.problem ?? '', /cannot be read/);
	await site.fault({ clear: true });
	await scene.awaitList(
		'it is read again',
		({ problem, projects }) => problem === null && projects.length === 1,
	);
	child.kill('SIGTERM');
	t.is(await child.exited, 0);
});
