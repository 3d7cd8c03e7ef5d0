import { checkHome } from '@aegis/checker/home';
import { locateHome } from '@aegis/shared/config';
import { accessLocalBoard } from '../board/connect.ts';
import type { Context } from '../context.ts';
import { registerProject } from '../init/register.ts';
import { excludeOwnFolder } from '../init/exclude.ts';
import { startInstance, type Instance } from '../instance/instance.ts';
import { awaitMaster } from '../instance/master-service.ts';
import { openPage } from '../instance/open-page.ts';
import { awaitDashboard } from '../instance/announce.ts';
import { linkTo, linkToBoard } from '../instance/page-links.ts';
import { listRunning, stopHome } from '../instance/stop.ts';
import { listenForStop } from '../instance/stop-signal.ts';
import { prepareEnvironment } from './environment.ts';
import { createDemoHome } from './home.ts';
import { describeViolation, summarize } from '../verify/format.ts';
import { Person } from './person.ts';
import { describeOutcome, isGood, printOutcome, type DemoOutcome } from './report.ts';
import { createRepository, git, type DemoRepository } from './repository.ts';
import { verifyMain, verifyStories } from './verify.ts';
import { watchCards } from './watch.ts';

export interface DemoOptions {
	readonly yes: boolean;
	readonly open: boolean;
	readonly json: boolean;
	readonly keep?: string;
	readonly speed: number;
}

/** Milliseconds without any change after which the demo counts as stuck. */
const patienceMs = 90_000;

/** Runs the whole system on five cards in a home of its own; 0 only when every story ended as it should. */
export async function runDemo(outer: Context, options: DemoOptions): Promise<number> {
	const signal = listenForStop();
	const startedAt = Date.now();
	using demoHome = createDemoHome(outer.cwd, options.keep);
	const context: Context = {
		...outer,
		home: locateHome(demoHome.root),
		env: prepareEnvironment(outer.env, demoHome.root, options.speed),
	};
	const { terminal, home } = context;
	terminal.note('A demo with a simulated agent: everything is real but the model, and nothing is charged.');
	let outcome: DemoOutcome;
	try {
		const repository = await createRepository(demoHome.root);
		outcome = await playDemo(context, options, repository, startedAt, signal);
	} catch (error) {
		if (!signal.aborted) throw error;
		terminal.note('Stopped.');
		return 130;
	} finally {
		// Whatever happened above, nothing of the demo goes on.
		await stopHome(home);
	}
	if (signal.aborted) return 130;
	const left = listRunning(home);
	if (left.length > 0)
		outcome = { ...outcome, problems: [...outcome.problems, `${left.length} processes are left`] };
	const report = await checkHome({ home, databaseUrl: undefined, settled: true, now: Date.now() });
	const broken = report.violations.map((one) => `${one.promise}: ${describeViolation(one)}`);
	outcome = { ...outcome, problems: [...outcome.problems, ...broken] };
	terminal.note(`aegis verify: ${summarize(report)}`);
	if (options.json) terminal.out(JSON.stringify(describeOutcome(outcome), null, 2));
	else printOutcome(terminal, outcome, demoHome.kept);
	if (demoHome.kept) terminal.note(`Everything is kept in ${demoHome.root}`);
	return isGood(outcome) ? 0 : 1;
}

async function playDemo(
	context: Context,
	options: DemoOptions,
	repository: DemoRepository,
	startedAt: number,
	signal: AbortSignal,
): Promise<DemoOutcome> {
	const { home, env, terminal } = context;
	let projectGid = '';
	await using instance = await startInstance({
		home,
		env,
		terminal,
		signal,
		allowDownload: options.yes,
		boardPort: 0,
		dashboardPort: 0,
		beforeMaster: async () => {
			await excludeOwnFolder(repository.path);
			projectGid = (await registerProject(context, { root: repository.path, name: 'Till' })).project.gid;
		},
	});
	if (instance.board === null) throw new Error('the demo runs on the local board, and there is none');
	terminal.note(`Board: ${linkToBoard(instance.board)}`);
	const access = accessLocalBoard(instance.board);
	const say = (what: string): void => terminal.note(`          ${terminal.paint.bold(what)}`);
	const person = await Person.writeCards(access, projectGid, say);
	const [watched] = await Promise.all([
		Promise.race([watchCards(context, person, { patienceMs, signal, since: startedAt }), instance.failed]),
		announceDashboard(context, options, instance, startedAt, signal),
	]);
	signal.throwIfAborted();
	return {
		watched,
		repository,
		results: await verifyStories(access, person, watched, repository),
		problems: [
			...(watched.stuck === null ? [] : [watched.stuck]),
			...(await verifyMain(repository, home.root)),
		],
		mainAfter: await git(repository.path, 'rev-parse', 'main'),
		log: await git(repository.path, 'log', '--oneline', 'main'),
		durationMs: Date.now() - startedAt,
	};
}

async function announceDashboard(
	{ home, terminal }: Context,
	options: DemoOptions,
	instance: Instance,
	startedAt: number,
	signal: AbortSignal,
): Promise<void> {
	await Promise.race([awaitMaster(home, startedAt, 30_000, signal), instance.failed]);
	const link = await awaitDashboard({ home }, signal);
	if (signal.aborted) return;
	if (link === null) return terminal.note('The dashboard did not come up; the demo goes on without it.');
	terminal.note(`Dashboard: ${link} (both pages go with the demo)`);
	if (options.open && terminal.interactive) openPage(linkTo(home, 'dashboard') ?? link);
}
