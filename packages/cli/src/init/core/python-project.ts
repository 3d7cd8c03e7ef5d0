import { hasFile, type RepositoryListing } from './repository-listing.ts';

const marks = [
	'pyproject.toml',
	'setup.py',
	'setup.cfg',
	'requirements.txt',
	'Pipfile',
	'tox.ini',
	'pytest.ini',
];

type Manager = 'uv' | 'poetry' | 'pipenv' | 'pip' | 'none';

function findManager(listing: RepositoryListing): Manager {
	if (hasFile(listing, 'uv.lock')) return 'uv';
	if (hasFile(listing, 'poetry.lock')) return 'poetry';
	if (hasFile(listing, 'Pipfile.lock', 'Pipfile')) return 'pipenv';
	return hasFile(listing, 'requirements.txt', 'requirements-dev.txt') ? 'pip' : 'none';
}

const runners: Readonly<Record<Manager, string>> = {
	uv: 'uv run ',
	poetry: 'poetry run ',
	pipenv: 'pipenv run ',
	pip: '.venv/bin/python -m ',
	none: 'python3 -m ',
};

export function detectPythonTest(listing: RepositoryListing): string | null {
	const isPython = hasFile(listing, ...marks) || listing.files.some((file) => file.endsWith('.py'));
	if (!isPython) return null;
	const runner = runners[findManager(listing)];
	if (usesPytest(listing)) return `${runner}pytest`;
	if (!listing.files.some((file) => /(^|\/)test[^/]*\.py$/.test(file))) return null;
	return runner.endsWith('-m ') ? `${runner}unittest discover` : `${runner}python -m unittest discover`;
}

function usesPytest(listing: RepositoryListing): boolean {
	if (hasFile(listing, 'pytest.ini') || listing.files.some((file) => /(^|\/)conftest\.py$/.test(file)))
		return true;
	return Object.values(listing.texts).some((text) => /\bpytest\b/.test(text));
}

export function detectPythonHydration(listing: RepositoryListing): string | null {
	switch (findManager(listing)) {
		case 'uv':
			return 'uv sync';
		case 'poetry':
			return 'poetry install';
		case 'pipenv':
			return 'pipenv sync --dev';
		case 'pip': {
			const lists = ['requirements.txt', 'requirements-dev.txt'].filter((file) => hasFile(listing, file));
			const flags = lists.map((file) => `-r ${file}`).join(' ');
			return `python3 -m venv .venv && .venv/bin/python -m pip install -q ${flags}`;
		}
		case 'none':
			return null;
	}
}
