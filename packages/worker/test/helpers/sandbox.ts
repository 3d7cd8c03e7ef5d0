import { join } from 'node:path';
import { locateHome } from '@aegis/shared/config';
import type { ExecutionContext } from 'ava';
import { openSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';

/** This machine's sandbox for a home below `root`; null, said in the log, where there is none. */
export async function realSandbox(
	t: ExecutionContext,
	root: string,
	given: { readonly show?: readonly string[]; readonly share?: readonly string[] } = {},
): Promise<Sandbox | null> {
	const home = locateHome(join(root, 'home'));
	const sandbox = await openSandbox({ wish: 'preferred', home, show: [], share: [], ...given });
	if (sandbox.mode !== 'none') return sandbox;
	t.log(`no sandbox on this machine, nothing was tried: ${sandbox.why}`);
	t.pass();
	return null;
}
