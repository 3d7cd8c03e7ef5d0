import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { claudeInside, homeInside, tempInside } from '../core/bwrap-arguments.ts';
import { placeVault } from '../vault/vault.ts';
import type { Enclosure } from '../sandbox/enclosure.ts';
import { findCaches } from './caches.ts';
import type { RunContext } from './context.ts';

/** Where the first process of each namespace of a run is written down, one JSON line each; the checker reads it. */
export const namespacesFile = 'namespaces.jsonl';

/**
 * Puts a program of the run into the sandbox of this machine: it may write to the card's tree and to `home`, and see the
 * toolchain. Null where there is none.
 */
export function enclose(
	run: RunContext,
	program: {
		readonly argv: readonly string[];
		readonly cwd: string;
		readonly path: string;
		/** The folder that is its home; made where it is not there. */
		readonly home: string;
		/** What the CLI keeps between runs. */
		readonly claude?: string;
		/** The socket of the run's proxy, reached at `proxyUrlInside`; without one the machine's network is shared. */
		readonly socket?: { readonly folder: string; readonly name: string };
		/** Files it is told of by name, like a certificate. */
		readonly readable?: readonly string[];
	},
): Enclosure | null {
	const { sandbox } = run.machine;
	if (sandbox.mode === 'none') return null;
	const { home, claude } = program;
	for (const folder of [home, claude])
		if (folder !== undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
	const enclosure = sandbox.enclose({
		...program,
		// What the card's clone borrows of the vault.
		readable: [placeVault(run.machine.home, run.repository).objects, ...(program.readable ?? [])],
		...(run.door.socket === null ? {} : { socket: run.door.socket }),
		writable: [program.cwd],
		moved: [
			...findCaches(run, program.cwd),
			...(claude === undefined ? [] : [[claude, claudeInside] as const]),
		],
	});
	if (enclosure !== null) void noteNamespace(run, enclosure);
	return enclosure;
}

async function noteNamespace({ folder, log }: RunContext, { known }: Enclosure): Promise<void> {
	const first = await known;
	if (first === null) return;
	try {
		appendFileSync(join(folder, namespacesFile), `${JSON.stringify(first)}\n`);
	} catch (error) {
		log.warn({ err: error }, 'a namespace of the run could not be written down');
	}
}

/** Where npm keeps things of its own, as it tells whatever it starts; inside they are elsewhere, or not there. */
const placesOfNpm =
	/^npm_config_(cache|userconfig|globalconfig|prefix|local_prefix|global_prefix|init_module|logs_dir)$/i;

/** The environment as it is inside: the home and the temporary folder are others there, and npm's cache where it is none of `caches`. */
export function insideEnvironment(
	env: Readonly<Record<string, string>>,
	enclosure: Enclosure | null,
	caches: readonly string[],
): Record<string, string> {
	if (enclosure === null) return { ...env };
	const inside = Object.entries(env).filter(
		([name, value]) => !placesOfNpm.test(name) || caches.includes(value),
	);
	return { ...Object.fromEntries(inside), HOME: homeInside, TMPDIR: tempInside };
}
