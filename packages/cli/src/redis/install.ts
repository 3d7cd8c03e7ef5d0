import { runCommand } from './run-command.ts';

type Installer = { readonly name: string; install(): Promise<boolean> };

/** The way to install Redis on this machine that needs no question: apt as root or with a silent sudo, or Homebrew. */
export async function findInstaller(): Promise<Installer | null> {
	if (process.platform === 'darwin') {
		if (!(await runCommand('brew', ['--version']))) return null;
		return { name: 'brew', install: () => runCommand('brew', ['install', 'redis'], { show: true }) };
	}
	if (process.platform !== 'linux' || !(await runCommand('apt-get', ['--version']))) return null;
	const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
	if (sudo.length > 0 && !(await runCommand('sudo', ['-n', 'true']))) return null;
	const apt = (args: string[]): Promise<boolean> => {
		const [command = 'env', ...rest] = [...sudo, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
		return runCommand(command, rest, { show: true });
	};
	return {
		name: 'apt-get',
		install: async () =>
			// A failing update is no reason to stop: the lists that are there may do.
			(
				await apt(['update', '-qq']),
				await apt(['install', '-y', '-qq', '--no-install-recommends', 'redis-server'])
			),
	};
}
