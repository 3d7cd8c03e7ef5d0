import { execa } from 'execa';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { locateService } from '../instance/service-paths.ts';
import { fail, pass, warn, type Check } from './check.ts';

const Found = z.object({
	wish: z.enum(['required', 'preferred', 'off']),
	mode: z.enum(['bwrap', 'none']),
	why: z.string().nullable(),
});

const install = 'Install bubblewrap (`sudo apt-get install bubblewrap`) and allow user namespaces.';

/** What agents, hydration and checks are kept in, as a worker of this machine finds it by trying. */
export async function checkSandbox({ home, env }: Context): Promise<Check> {
	const asked = await execa(process.execPath, [locateService('worker'), '--try-sandbox'], {
		env: { ...env, AEGIS_HOME: home.root },
		extendEnv: false,
		reject: false,
		stdin: 'ignore',
		timeout: 30_000,
	});
	const found = Found.safeParse(parse(asked.stdout));
	if (!found.success) return fail('sandbox', 'it could not be tried', asked.stderr.split('\n')[0] ?? '');
	const { wish, mode, why } = found.data;
	if (mode === 'bwrap') return pass('sandbox', 'bubblewrap, tried: no write and no signal gets out of it');
	if (wish === 'required') return fail('sandbox', `required, and there is none: ${why}`, install);
	return warn(
		'sandbox',
		`none (${why}): agents run under your own user; they can read and write what you can (this home’s keys, other cards, your repository’s hooks), reach every port of this machine, and leave processes behind`,
		install,
	);
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
