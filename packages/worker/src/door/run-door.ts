import { isStandIn } from '@aegis/agents/runner';
import { findAccess, isModelChoice, type Access } from '@aegis/proxy/access';
import { startRunProxy, type RunProxy } from '@aegis/proxy/run-proxy';
import { pick } from '../core/environment.ts';
import type { Metered } from '../core/metered-verdict.ts';
import type { RunContext } from '../run/context.ts';

/** What stands between a run and the world. */
export interface RunDoor extends AsyncDisposable {
	/** Null: the CLI signs in by itself, and its own word on its cost is all there is. */
	readonly model: {
		/** What the CLI is given of the model's variables: names of models, the door's address and the run's own key. */
		readonly environment: Readonly<Record<string, string>>;
		metered(): Metered;
	} | null;
}

/** A run without a door: where there is no key to hold. */
export const openRoad: RunDoor = { model: null, async [Symbol.asyncDispose]() {} };

/**
 * Opens the door of a run: a proxy that holds the model's key and the run's cap. The key is in no environment of the run,
 * and what its calls cost is told as they are settled.
 */
export async function openRunDoor(
	run: Pick<RunContext, 'spec' | 'machine' | 'report' | 'log'>,
	argv: readonly string[],
): Promise<RunDoor> {
	const { spec, machine, report, log } = run;
	const access = isStandIn(argv) ? null : findAccess(machine.env);
	if (access === null) return openRoad;
	if (access.kind === 'direct') {
		if (access.why === 'signed-by-the-cli')
			log.info('the coding CLI signs its requests itself: its cost is its own word');
		return openRoad;
	}
	const proxy = await startRunProxy({
		listen: { kind: 'loopback' },
		access,
		capUsd: spec.budgetUsd,
		hosts: [],
		env: machine.env,
		onSpending: ({ spentUsd, reservedUsd, unpriced }) => {
			machine.effects.record({ kind: 'cost', card: spec.cardGid, run: spec.runId, usd: spentUsd });
			// With what is under way: of a worker that dies now it may be charged all the same.
			report.event({ type: 'cost', costUsd: spentUsd + reservedUsd });
			if (unpriced.length > 0) report.note(`no price is known for ${unpriced.join(', ')}`);
		},
		onRefusedHost: () => {},
	});
	return holdDoor(proxy, access, machine.env);
}

function holdDoor(
	proxy: RunProxy,
	access: Extract<Access, { kind: 'held' }>,
	env: Readonly<Record<string, string | undefined>>,
): RunDoor {
	const url = proxy.url ?? '';
	return {
		model: {
			environment: {
				...pick(env, isModelChoice),
				...pick(env, (name) => name === 'NODE_EXTRA_CA_CERTS'),
				...proxy.modelEnvironment(url),
			},
			metered: () => ({
				spending: proxy.spending(),
				refusal: proxy.refusal(),
				usageLimit: proxy.usageLimit(),
			}),
		},
		[Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
	};
}
