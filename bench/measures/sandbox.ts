import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import type { Row } from '../core/report.ts';
import { median, percentile } from '../core/statistics.ts';
import { awaitReady, cliOf, environmentOf, makePlace, runAegis, startUp } from '../installation/aegis.ts';
import { readAgentStarts } from '../installation/agent-log.ts';
import { connectBoard } from '../installation/board.ts';
import { noOpAgent } from '../installation/no-op.ts';
import { waitFor, wallClock } from '../wait.ts';

const warmUp = 3;
const counted = 30;
const demos = 5;
const pauseMs = 300;

/** A build to compare with: a clone of Aegis as it was before there was a sandbox; else this one with it switched off. */
const before = process.env['AEGIS_BENCH_AGAINST'];
const plain: Build = { env: { AEGIS_SANDBOX: 'off' }, cli: cliOf(before) };
const kept: Build = { env: { AEGIS_SANDBOX: 'required' }, cli: cliOf() };
const than = before === undefined ? 'without (`AEGIS_SANDBOX=off`)' : 'the build before it';

interface Build {
	readonly env: Readonly<Record<string, string>>;
	readonly cli: string;
}

/** What the sandbox costs: two installations side by side, asked in turns, so that what else the machine does meets both. */
export async function measureSandbox(): Promise<Row[]> {
	return [...(await measureStarts()), ...(await measureDemos())];
}

async function measureStarts(): Promise<Row[]> {
	await using inside = await open(kept);
	await using outside = await open(plain);
	const took = { inside: [] as number[], outside: [] as number[] };
	for (let card = 0; card < warmUp + counted; card += 1) {
		took.outside.push(await outside.startOne());
		took.inside.push(await inside.startOne());
	}
	const p50 = (values: readonly number[]): number => percentile(values.slice(warmUp), 0.5);
	const ratio = p50(took.inside) / p50(took.outside);
	return [
		compare(
			`card moved → agent process started, in the sandbox / ${than} (n = ${counted} each, in turns): p50`,
			{ inside: p50(took.inside), outside: p50(took.outside), unit: 'ms', goal: 1.3 },
			ratio,
		),
	];
}

async function open(build: Build) {
	const stack = new AsyncDisposableStack();
	const place = stack.use(await makePlace(build.cli));
	await runAegis(place, 'init');
	stack.use(startUp(place, { ...noOpAgent('timed', place.agentLog), ...build.env }));
	await awaitReady(place, 2);
	const board = await connectBoard(place.home);
	const gids = await board.addCards(warmUp + counted);
	await sleep(2_000);
	return {
		async startOne(): Promise<number> {
			const gid = gids.shift() ?? '';
			const movedAt = wallClock();
			await board.moveToReady(gid);
			await waitFor(`card ${gid} to be done`, async () => (await board.countOpen([gid])) === 0, {
				everyMs: 100,
			});
			const startedAt = readAgentStarts(place.agentLog).get(gid);
			if (startedAt === undefined) throw new Error(`card ${gid} is done without an agent`);
			await sleep(pauseMs);
			return startedAt - movedAt;
		},
		[Symbol.asyncDispose]: () => stack.disposeAsync(),
	};
}

async function measureDemos(): Promise<Row[]> {
	const took = { inside: [] as number[], outside: [] as number[] };
	for (let round = 0; round < demos; round += 1) {
		took.outside.push(await runDemo(plain));
		took.inside.push(await runDemo(kept));
	}
	const [inside, outside] = [median(took.inside), median(took.outside)];
	return [
		compare(
			`\`aegis demo\` from start to end, in the sandbox / ${than} (median of ${demos} each, in turns)`,
			{ inside: inside / 1_000, outside: outside / 1_000, unit: 's', goal: 1.15 },
			inside / outside,
		),
	];
}

/** Milliseconds from the start of the command to its end. */
async function runDemo({ env, cli }: Build): Promise<number> {
	await using place = await makePlace(cli);
	const startedAt = performance.now();
	await execa(process.execPath, [cli, 'demo', '--yes', '--no-open', '--json'], {
		cwd: place.repository,
		env: environmentOf(place.home, env),
		extendEnv: false,
		stdin: 'ignore',
	});
	return performance.now() - startedAt;
}

function compare(
	measure: string,
	of: { inside: number; outside: number; unit: string; goal: number },
	ratio: number,
): Row {
	const digits = of.unit === 's' ? 1 : 0;
	const told = [of.inside, of.outside].map((value) => value.toFixed(digits));
	return {
		measure,
		result: `${ratio.toFixed(2)} (${told[0]} / ${told[1]} ${of.unit})`,
		goal: `≤ ${of.goal}`,
		met: ratio <= of.goal,
	};
}
