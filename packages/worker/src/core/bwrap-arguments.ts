/** What one sandboxed program gets to see of the machine, besides the system's own programs. Paths are absolute. */
export interface Room {
	/** What it may write, each at its own path. */
	readonly writable: readonly string[];
	/** What it may read, each at its own path. What is not there is left out. */
	readonly readable: readonly string[];
	/** The folder that is its home. */
	readonly home: string;
	/** More folders that are elsewhere inside: outside → inside. */
	readonly moved: readonly (readonly [string, string])[];
	readonly cwd: string;
	/**
	 * The folder with the socket of the run's proxy: its only way out, in a network of its own that has nothing but
	 * loopback. Null shares the machine's network.
	 */
	readonly socketFolder: string | null;
}

/** What the machine it is built on looks like. */
export interface BwrapSystem {
	readonly bwrap: string;
	/** Where /bin and its like lead, for those that are links, as they are on a merged /usr. */
	readonly links: Readonly<Record<string, string>>;
	/** Of /bin and its like those that are folders of their own. */
	readonly folders: readonly string[];
	/** Files that stand for /etc/passwd and /etc/group: who else has an account is nobody's business. */
	readonly accounts: { readonly passwd: string; readonly group: string };
	/** Who it is inside; another than root even where we are root. */
	readonly uid: number;
	readonly gid: number;
	/** bubblewrap can keep it from making user namespaces of its own (since 0.8). */
	readonly canDisableUserns: boolean;
}

/** Where the run's home and what the CLI keeps are, seen from inside. */
export const homeInside = '/home/run';
export const claudeInside = '/home/run/.claude';
export const tempInside = '/tmp';

/** Where the proxy's socket is inside, and the port of loopback that leads to it. */
const socketFolderInside = '/run/aegis';
const bridgePort = 8_118;
export const proxyUrlInside = `http://127.0.0.1:${bridgePort}`;

/** Bytes. What is written there is memory. */
const sizes = { tmp: 1 << 30, run: 16 << 20, shm: 256 << 20 };

/** What programs want to know of the system that says nothing of who uses it. */
const etc = [
	'ssl',
	'ca-certificates',
	'ca-certificates.conf',
	'pki',
	'crypto-policies',
	'alternatives',
	'fonts',
	'ld.so.cache',
	'ld.so.conf',
	'ld.so.conf.d',
	'localtime',
	'timezone',
	'nsswitch.conf',
	'mime.types',
	'protocols',
	'services',
];
/** The same, where it shares the machine's network. */
const etcOfNetwork = ['resolv.conf', 'hosts', 'host.conf', 'gai.conf'];

/**
 * The command that runs what follows it in a sandbox: namespaces of its own, no capabilities, a machine that consists of
 * the system's programs and of what the room names. It writes its namespaces' names to file descriptor `infoFd`.
 *
 * Binds come in the order of their paths, so that one inside another lies over it; /proc, /dev and the root become
 * read-only last.
 */
export function bwrapArguments(room: Room, system: BwrapSystem, infoFd: number): string[] {
	const { accounts } = system;
	const binds = [
		...room.readable.map((path) => ({ kind: '--ro-bind-try', from: path, to: path })),
		...room.writable.map((path) => ({ kind: '--bind', from: path, to: path })),
		{ kind: '--bind', from: room.home, to: homeInside },
		...(room.socketFolder === null
			? []
			: [{ kind: '--ro-bind', from: room.socketFolder, to: socketFolderInside }]),
		...room.moved.map(([from, to]) => ({ kind: '--bind', from, to })),
	].sort((a, b) => depth(a.to) - depth(b.to));
	return [
		[
			system.bwrap,
			'--unshare-user',
			'--unshare-pid',
			'--unshare-ipc',
			'--unshare-uts',
			'--unshare-cgroup-try',
		],
		room.socketFolder === null ? [] : ['--unshare-net'],
		system.canDisableUserns ? ['--disable-userns'] : [],
		['--die-with-parent', '--new-session', '--hostname', 'run', '--cap-drop', 'ALL'],
		['--uid', String(system.uid), '--gid', String(system.gid), '--info-fd', String(infoFd)],
		bind('--ro-bind', '/usr'),
		Object.entries(system.links).flatMap(([path, to]) => ['--symlink', to, path]),
		system.folders.flatMap((path) => bind('--ro-bind', path)),
		['--dir', '/etc', '--ro-bind', accounts.passwd, '/etc/passwd', '--ro-bind', accounts.group, '/etc/group'],
		[...etc, ...(room.socketFolder === null ? etcOfNetwork : [])].flatMap((name) =>
			bind('--ro-bind-try', `/etc/${name}`),
		),
		['--proc', '/proc', '--dev', '/dev'],
		tmpfs('/dev/shm', sizes.shm),
		tmpfs('/tmp', sizes.tmp),
		tmpfs('/run', sizes.run),
		binds.flatMap(({ kind, from, to }) => [kind, from, to]),
		// Root's own settings of the kernel lie below /proc, and who started this may be root.
		['/proc', '/dev', '/'].flatMap((path) => ['--remount-ro', path]),
		['--chdir', room.cwd, '--'],
	].flat();
}

/**
 * What is put before a program in a network of its own: socat hands what comes to loopback on to the socket. The program
 * starts when it listens, as the kernel's table of sockets tells (state 0A, proc_pid_net(5)).
 */
export function bridgeArguments(socat: string, socketName: string): string[] {
	const listen = `TCP-LISTEN:${bridgePort},bind=127.0.0.1,fork,reuseaddr`;
	const port = bridgePort.toString(16).toUpperCase().padStart(4, '0');
	const script = [
		`${socat} ${listen} UNIX-CONNECT:${socketFolderInside}/${socketName} </dev/null >/dev/null 2>&1 &`,
		'tries=0',
		`while ! grep -q ":${port} [0-9A-F:]* 0A" /proc/net/tcp && [ $tries -lt 500 ]; do`,
		'tries=$((tries + 1)); sleep 0.01; done',
		'exec "$@"',
	];
	return ['/bin/sh', '-c', script.join('\n'), 'sh'];
}

function bind(kind: string, path: string): string[] {
	return [kind, path, path];
}

function tmpfs(path: string, size: number): string[] {
	return ['--size', String(size), '--tmpfs', path];
}

function depth(path: string): number {
	return path.split('/').length;
}
