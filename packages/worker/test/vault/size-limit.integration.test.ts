import { randomBytes } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { commitWork } from '../../src/run/commit.ts';
import { openVault } from '../../src/vault/vault.ts';
import { ensureClone } from '../../src/workspace/clone.ts';
import { git, makeRepository } from '../helpers/repository.ts';
import { openTestRun } from '../helpers/run.ts';
import { realSandbox } from '../helpers/sandbox.ts';

const mib = 2 ** 20;

async function open(t: ExecutionContext, takeLimit: number) {
	const repository = makeRepository(t);
	const sandbox = await realSandbox(t, repository.root);
	if (sandbox === null) return null;
	const run = await openTestRun(t, repository, { sandbox, takeLimit });
	const clone = await ensureClone(run, git(repository.path, 'rev-parse', 'main'));
	const vault = await openVault(run.machine.home, run.repository);
	return { path: repository.path, run, clone, packs: () => readdirSync(join(vault.objects, 'pack')) };
}

test('commits within the limit are taken over', async (t) => {
	const scene = await open(t, 2 * mib);
	if (scene === null) return;
	const { path, run, clone } = scene;
	writeFileSync(join(clone.path, 'large'), randomBytes(mib));
	await commitWork(run, clone, 'Large');
	await clone.take();
	t.is(git(path, 'cat-file', '-s', `${clone.branch}:large`), String(mib));
});

for (const [what, count] of [
	['one file', 1],
	['many small ones', 12],
] as const)
	test(`more than the limit in ${what} is refused in a sentence, and nothing of it stays`, async (t) => {
		const scene = await open(t, 2 * mib);
		if (scene === null) return;
		const { path, run, clone, packs } = scene;
		const before = packs();
		for (let at = 0; at < count; at++)
			writeFileSync(join(clone.path, `large-${at}`), randomBytes(Math.ceil((3 * mib) / count)));
		await commitWork(run, clone, 'Too large');

		await t.throwsAsync(clone.take(), {
			code: 'CLONE_TOO_LARGE',
			message: /^The commits in \S+ hold more than 2 MiB that is new\.$/,
		});

		t.deepEqual(packs(), before);
		t.is(git(path, 'rev-parse', clone.branch), git(path, 'rev-parse', 'main'));
	});
