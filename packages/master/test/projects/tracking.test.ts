import test from 'ava';
import { loadProjects, savePortfolio, saveProjects, type PortfolioList } from '@aegis/shared/config';
import { createLogger } from '@aegis/shared/log';
import { until } from '@aegis/shared/testing';
import { Projects } from '../../src/projects/projects.ts';
import { openMaster } from '../helpers/open-master.ts';
import { ScriptedSyncer } from '../helpers/scripted-syncer.ts';
import { ScriptedWorker } from '../helpers/scripted-worker.ts';
import { openSite, projectGid } from '../helpers/site.ts';

test('what runs in a project that is let go is parked with the reason, and goes on when it is back', async (t) => {
	await using site = await openSite();
	await using master = await openMaster(site);
	await using syncer = new ScriptedSyncer(site);
	await using worker = new ScriptedWorker(site);
	await syncer.add({ gid: 'c1', agent: 'Worker' });
	const run = await worker.invited('c1', 1);
	t.true((await worker.claim(run)).granted);
	await syncer.add({ gid: 'c2', agent: 'Worker' });

	const listed = loadProjects(site.home.projectsFile);
	saveProjects(site.home.projectsFile, []);
	t.true(master.projects.refresh());
	await master.master.reconsiderAll();
	const why = 'its project is not looked after any more';
	await until('the cancel', () => worker.cancels.find((cancel) => cancel.why === why));
	await worker.finish(run, { kind: 'cancelled', why });
	const parked = async (gid: string): Promise<boolean> => {
		const row = await master.store.db
			.selectFrom('card')
			.select(['standing', 'reason'])
			.where('gid', '=', gid)
			.executeTakeFirst();
		return row?.standing === 'waiting' && (row.reason ?? '').includes('untracked');
	};
	await until('both to park', async () => (await parked('c1')) && (await parked('c2')));
	t.like(await master.card('c1'), { attempts: 0, losses: [], work: { kind: 'idle' } });
	const invitations = worker.invitations.length;

	saveProjects(site.home.projectsFile, listed);
	t.true(master.projects.refresh());
	await master.master.reconsiderAll();
	await until('work to go on', () => worker.invitations.length > invitations);
});

test('the projects are those of projects.json and those the portfolio adds; what it cannot add is seen', async (t) => {
	await using site = await openSite();
	const { home } = site;
	const log = createLogger('test', { level: 'silent' });
	const list: PortfolioList = {
		version: 1,
		portfolio: '77',
		problem: null,
		projects: [{ gid: '5', name: 'Shop', path: home.root, board: 'asana', commanders: ['1'] }],
		refused: [{ gid: '6', name: 'Site', why: 'its description names no repository' }],
	};
	savePortfolio(home, list);
	const without = new Projects(home, log);
	t.deepEqual(
		without.list().map(({ gid }) => gid),
		[projectGid],
	);
	t.is(without.views().length, 1);

	const projects = new Projects(home, log, '77');
	t.deepEqual(
		projects.list().map(({ gid }) => gid),
		[projectGid, '5'],
	);
	t.deepEqual(projects.settings('5').commanders, ['1']);
	t.like(projects.views().at(-1), {
		gid: '6',
		state: 'degraded',
		detail: 'its description names no repository',
	});
	t.is(projects.get('6'), null);

	// An operator's own line comes before it, and takes the repository with it.
	const mine = { gid: '9', name: 'Mine', path: home.root, board: 'local' as const };
	saveProjects(home.projectsFile, [mine]);
	t.true(projects.refresh());
	t.deepEqual(
		projects.list().map(({ gid }) => gid),
		['9'],
	);
	savePortfolio(home, { ...list, problem: 'the portfolio 77 cannot be read', projects: [] });
	t.true(projects.refresh());
	t.is(projects.portfolioProblem, 'the portfolio 77 cannot be read');
});
