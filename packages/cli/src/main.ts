import { runAegis } from './aegis.ts';

process.exit(
	await runAegis(process.argv.slice(2), {
		env: process.env,
		cwd: process.cwd(),
		stdout: process.stdout,
		stderr: process.stderr,
	}),
);
