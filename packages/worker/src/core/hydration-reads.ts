/** Files by which a set-up command knows what to install, and with which toolchain: at any depth, as git's glob. */
const names = [
	'package.json',
	'package-lock.json',
	'npm-shrinkwrap.json',
	'pnpm-lock.yaml',
	'pnpm-workspace.yaml',
	'yarn.lock',
	'.npmrc',
	'.yarnrc.yml',
	'bun.lock*',
	'deno.json*',
	'deno.lock',
	'.nvmrc',
	'.node-version',
	'requirements*.txt',
	'requirements*.in',
	'constraints*.txt',
	'pyproject.toml',
	'setup.py',
	'setup.cfg',
	'poetry.lock',
	'pdm.lock',
	'uv.lock',
	'Pipfile*',
	'environment.y*ml',
	'.python-version',
	'Cargo.toml',
	'Cargo.lock',
	'rust-toolchain*',
	'go.mod',
	'go.sum',
	'go.work*',
	'Gemfile*',
	'*.gemspec',
	'.ruby-version',
	'composer.json',
	'composer.lock',
	'mix.exs',
	'mix.lock',
	'packages.lock.json',
	'*.csproj',
	'global.json',
	'build.gradle*',
	'settings.gradle*',
	'gradle.lockfile',
	'pom.xml',
	'flake.nix',
	'flake.lock',
	'.tool-versions',
	'mise.toml',
	'.mise.toml',
	'.gitmodules',
];

/** Pathspecs of all that a set-up by `command` may read: these, folders of requirements, and the files its words name. */
export function listHydrationReads(command: string): string[] {
	const words = command
		.split(/[\s;&|()<>]+/)
		.map((word) => word.replace(/^["']|["']$/g, '').replace(/^\.\//, ''))
		.filter((word) => /^[\w.@+-][\w./@+-]*$/.test(word) && !word.split('/').includes('..'));
	return [
		...names.map((name) => `:(glob)**/${name}`),
		':(glob)**/requirements/*.txt',
		...words.map((word) => `:(literal)${word}`),
	];
}
