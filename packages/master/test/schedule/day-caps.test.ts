import { utimesSync } from 'node:fs';
import test from 'ava';
import { loadProjects, saveProjects } from '@aegis/shared/config';
import { until } from '@aegis/shared/testing';
import { goodOutcome } from '../helpers/cards.ts';
import { openMaster, type OpenMaster } from '../helpers/open-master.ts';
import { ScriptedSyncer } from '../helpers/scripted-syncer.ts';
import { ScriptedWorker } from '../helpers/scripted-worker.ts';
import { openSite, type Site } from '../helpers/site.ts';

/** What an operator does: the file changes, and the master sees it at its next look. */
async function limit(site: Site, master: OpenMaster | null, limits: object): Promise<void> {
	const projects = loadProjects(site.home.projectsFile);
	saveProjects(
		site.home.projectsFile,
		projects.map((project) => ({ ...project, settings: { limits } })),
	);
	const later = new Date(Date.now() + 5_000 + Math.random() * 1_000_000);
	utimesSync(site.home.projectsFile, later, later);
	if (master === null) return;
	master.projects.refresh();
	await master.projects.settle();
	master.projects.refresh();
	await master.master.reconsiderAll();
}

test('what a project may cost in a day holds over all its cards, and goes on once it is raised', async (t) => {
	await using site = await openSite();
	await limit(site, null, { usd_per_day: 3 });
	await using master = await openMaster(site);
	await using syncer = new ScriptedSyncer(site);
	await using worker = new ScriptedWorker(site, { slots: 4 });
	for (const gid of ['c1', 'c2', 'c3']) await syncer.add({ gid });
	const first = await until('a first run', () => worker.invitations[0]);
	const second = await until('a second run', () => worker.invitations[1]);
	t.like(await worker.claim(first), { spec: { budgetUsd: 2 } });
	t.like(await worker.claim(second), { spec: { budgetUsd: 1 } }, 'what is left of the day');
	await worker.finish(first, goodOutcome('Triage'), 1.5);
	const third = await until('what the first did not use is free again', () => worker.invitations[2]);
	const reply = await worker.claim(third);
	t.true((reply.spec?.budgetUsd ?? 9) <= 0.5 + 1e-9, String(reply.spec?.budgetUsd));
	await worker.finish(second, goodOutcome('Triage'), 1);
	await worker.finish(third, { kind: 'over-budget', spentUsd: 0.5 }, 0.5);
	// The first has used up its own Max Cost as well, where the third run was its Planner's.
	for (const gid of [second.cardGid, 'c3']) {
		const shown = await until(`${gid} says why`, () => {
			const reason = syncer.card(gid)?.reason ?? '';
			return reason.startsWith('Spent for today') ? reason : undefined;
		});
		t.regex(shown, /\$3\.00 of \$3\.00 a day of this project; goes on .+, or raise limits\.usd_per_day$/);
		t.is((await master.card(gid))?.attempts, 0);
	}
	t.is(worker.invitations.length, 3);
	await limit(site, master, { usd_per_day: 6 });
	await until(
		'all go on',
		() => new Set(worker.invitations.slice(3).map(({ cardGid }) => cardGid)).size >= 2,
	);
	t.deepEqual(master.fatal, []);
});

test('one author’s cards share a day’s limit, others’ do not wait for it', async (t) => {
	await using site = await openSite();
	await limit(site, null, { author_usd_per_day: 1 });
	await using _master = await openMaster(site);
	await using syncer = new ScriptedSyncer(site);
	await using worker = new ScriptedWorker(site, { slots: 4 });
	await syncer.add({ gid: 'a1', movedByGid: 'anna' });
	const first = await until('Anna’s first run', () => worker.invitations[0]);
	t.like(await worker.claim(first), { spec: { budgetUsd: 1 } });
	await worker.finish(first, goodOutcome('Triage'), 1);
	await until('Anna’s card waits', () => syncer.card('a1')?.reason?.startsWith('Spent for today'));
	t.regex(syncer.card('a1')?.reason ?? '', /who put this card here.+limits\.author_usd_per_day/);
	await syncer.add({ gid: 'b1', movedByGid: 'ben' });
	await until('Ben’s card runs', () => worker.invitations.find(({ cardGid }) => cardGid === 'b1'));
	await syncer.add({ gid: 'a2', movedByGid: 'anna' });
	await until('Anna’s other card waits', () => syncer.card('a2')?.reason?.startsWith('Spent for today'));
	t.false(worker.invitations.some(({ cardGid }) => cardGid === 'a2'));
});

test('a day’s limit of the installation holds over projects', async (t) => {
	await using site = await openSite();
	await using _master = await openMaster(site, { maxUsdPerDay: 1.5 });
	await using syncer = new ScriptedSyncer(site);
	await using worker = new ScriptedWorker(site, { slots: 4 });
	await syncer.add({ gid: 'c1' });
	const first = await until('a run', () => worker.invitations[0]);
	await worker.claim(first);
	await worker.finish(first, goodOutcome('Triage'), 1.5);
	await until('it waits', () => syncer.card('c1')?.reason?.includes('raise AEGIS_MAX_USD_PER_DAY'));
	t.is(worker.invitations.length, 1);
});
