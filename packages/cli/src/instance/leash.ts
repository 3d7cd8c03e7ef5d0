import type { ChildSpec } from '@aegis/shared/supervision';
import { isExecutable } from '../redis/server-binary.ts';

const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find((file) => isExecutable(file));

/**
 * Has the kernel end a child when this process dies, however it dies (prctl(2), PR_SET_PDEATHSIG; util-linux's
 * setpriv keeps the pid). Where there is no setpriv the child lives on and the next `up` adopts it, or `down` ends it.
 */
export function leash(spec: ChildSpec): ChildSpec {
	if (setpriv === undefined) return spec;
	return { ...spec, command: setpriv, args: ['--pdeathsig', 'TERM', '--', spec.command, ...spec.args] };
}
