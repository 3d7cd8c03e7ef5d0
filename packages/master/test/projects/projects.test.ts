import { execFileSync } from 'node:child_process';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { loadProjects, saveProjects } from '@aegis/shared/config';
import { createLogger } from '@aegis/shared/log';
import { until } from '@aegis/shared/testing';
import { Projects } from '../../src/projects/projects.ts';
import { openSite, projectGid, type Site } from '../helpers/site.ts';

const log = createLogger('master', { level: 'silent' });

function repositoryOf({ home }: Site) {
	const path = join(home.root, '..', 'repository');
	const file = join(path, 'aegis_config.json');
	const git = (...args: string[]): void =>
		void execFileSync('git', ['-C', path, '-c', 'user.name=T', '-c', 'user.email=t@localhost', ...args]);
	git('symbolic-ref', 'HEAD', 'refs/heads/main');
	const commit = (): void => {
		git('add', '--all');
		git('commit', '-q', '-m', 'x');
	};
	return {
		path,
		file,
		commit,
		land: (value: unknown) => (writeFileSync(file, JSON.stringify(value)), commit()),
	};
}

test('a landed change of settings is followed where it is stricter, and told where it waits', async (t) => {
	await using site = await openSite();
	const { land } = repositoryOf(site);
	land({ default_max_cost: 7, default_merge_approval: 'Manual Check' });
	const projects = await Projects.open(site.home, log);
	t.like(projects.settings(projectGid), { defaultMaxCostUsd: 7, defaultMergeApproval: 'Manual Check' });

	land({ default_max_cost: 5, default_merge_approval: 'Auto-Approve' });
	await until('the landed settings', async () => projects.refresh());
	t.like(projects.settings(projectGid), { defaultMaxCostUsd: 5, defaultMergeApproval: 'Manual Check' });
	t.deepEqual(projects.views()[0]?.pendingSettings, [
		{ setting: 'default_merge_approval', counts: 'Manual Check', proposed: 'Auto-Approve' },
	]);
	t.is(projects.views()[0]?.settingsProblem, null);
});

test('what the operator writes is followed, and wins', async (t) => {
	await using site = await openSite();
	repositoryOf(site).land({ default_max_cost: 7 });
	const projects = await Projects.open(site.home, log);
	const [project] = loadProjects(site.home.projectsFile);
	if (project === undefined) return t.fail();
	saveProjects(site.home.projectsFile, [
		{ ...project, settings: { default_max_cost: 3, max_cost_ceiling: 4 } },
	]);
	await until('the operator’s settings', async () => {
		projects.refresh();
		return projects.settings(projectGid).defaultMaxCostUsd === 3;
	});
	t.is(projects.settings(projectGid).maxCostCeilingUsd, 4);
});

test('a landed link to a pipe stops neither the master nor its project: what was confirmed counts, and it is told', async (t) => {
	await using site = await openSite();
	const { land, path, file, commit } = repositoryOf(site);
	land({ default_max_cost: 7 });
	const projects = await Projects.open(site.home, log);
	rmSync(file);
	execFileSync('mkfifo', [join(path, '..', 'pipe')]);
	symlinkSync(join(path, '..', 'pipe'), file);
	commit();
	await until('the landed link', async () => {
		projects.refresh();
		return projects.views()[0]?.settingsProblem !== null;
	});
	t.is(projects.settings(projectGid).defaultMaxCostUsd, 7);
	t.is(projects.settings(projectGid).heldUp, undefined);
	t.regex(projects.views()[0]?.settingsProblem ?? '', /it is a link/);
	const again = await Projects.open(site.home, log);
	t.is(again.settings(projectGid).defaultMaxCostUsd, 7, 'a master that starts anew');
});

test('a project that is first seen with a broken file is held up by name, until it is mended', async (t) => {
	await using site = await openSite();
	const { land } = repositoryOf(site);
	land({ default_max_cost: 'seven' });
	const projects = await Projects.open(site.home, log);
	t.regex(projects.settings(projectGid).heldUp ?? '', /could not be read: .*default_max_cost/);
	land({ default_max_cost: 7 });
	await until('mended', async () => {
		projects.refresh();
		return projects.settings(projectGid).heldUp === undefined;
	});
	t.is(projects.settings(projectGid).defaultMaxCostUsd, 7);
});
