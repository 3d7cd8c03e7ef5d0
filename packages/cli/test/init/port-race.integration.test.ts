import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { createRepository } from '../helpers/git-repository.ts';
import { runCli } from '../helpers/run-cli.ts';
import { createFolder } from '../helpers/temporary.ts';

test.serial('boards that are started at the same moment do not fight for one port', async (t) => {
	t.timeout(180_000);
	using folder = createFolder();
	const starts = await Promise.all(
		[1, 2, 3].map(async (number) => {
			const place = join(folder.path, String(number));
			mkdirSync(place);
			const repository = join(place, 'repository');
			await createRepository(repository, { 'test.sh': 'true\n' });
			return runCli(join(place, 'home'), ['init'], { cwd: repository });
		}),
	);
	for (const { exitCode, stderr } of starts) t.is(exitCode, 0, stderr);
});
