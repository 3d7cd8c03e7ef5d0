/** The command that installs Redis by hand, per kind of machine. */
export function adviseRedis(platform: string): string {
	if (platform === 'darwin') return 'Install it with `brew install redis`, or set REDIS_URL.';
	if (platform === 'win32') return 'Run Aegis inside WSL 2, where `apt-get install redis-server` works.';
	return 'Install it with `sudo apt-get install redis-server` (Fedora: `sudo dnf install valkey`, Alpine: `apk add redis`, Arch: `sudo pacman -S valkey`), or set REDIS_URL, or let Aegis download and build one with --allow-download.';
}
