import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * Prints the bill of materials of this clone as CycloneDX 1.6 JSON: everything that is locked, with its hash. The same
 * locks give the same bytes. Usage: pnpm sbom > aegis.cdx.json
 */

const root = resolve(import.meta.dirname, '..');

interface Locked {
	readonly name: string;
	readonly version: string;
	/** As the registries write it: `sha512-` and base64. */
	readonly integrity: string;
}

const lock = readFileSync(resolve(root, 'pnpm-lock.yaml'), 'utf8');
const toolchain = JSON.parse(readFileSync(resolve(root, 'toolchain/package-lock.json'), 'utf8')) as {
	packages: Record<string, { version?: string; integrity?: string }>;
};
const locked = [...readPnpmLock(lock), ...readNpmLock(toolchain.packages)];
const components = [...new Map(locked.map((one) => [purlOf(one), one]))]
	.toSorted(([a], [b]) => (a < b ? -1 : 1))
	.map(([purl, { name, version, integrity }]) => ({
		type: 'library',
		'bom-ref': purl,
		name,
		version,
		purl,
		hashes: [
			{ alg: 'SHA-512', content: Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex') },
		],
	}));
const { version } = JSON.parse(readFileSync(resolve(root, 'packages/cli/package.json'), 'utf8')) as {
	version: string;
};
const bom = {
	$schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
	bomFormat: 'CycloneDX',
	specVersion: '1.6',
	serialNumber: serialOf(JSON.stringify(components)),
	version: 1,
	metadata: { component: { type: 'application', 'bom-ref': 'aegis', name: 'aegis', version } },
	components,
};
process.stdout.write(`${JSON.stringify(bom, null, 2)}\n`);

/** The entries of `packages:`, each a name with a version and, below it, where it is resolved to. */
function readPnpmLock(text: string): Locked[] {
	const section = /^packages:\n([\s\S]*?)^snapshots:/m.exec(text)?.[1] ?? '';
	const entry = /^ {2}'?(@?[^@'\n]+)@([^':\n(]+)[^\n]*:\n {4}resolution: \{integrity: (sha512-[^,}]+)/gm;
	return [...section.matchAll(entry)].map(([, name = '', version = '', integrity = '']) => ({
		name,
		version,
		integrity,
	}));
}

function readNpmLock(packages: Record<string, { version?: string; integrity?: string }>): Locked[] {
	return Object.entries(packages).flatMap(([path, { version: at, integrity }]) =>
		at === undefined || integrity === undefined
			? []
			: [{ name: path.slice(path.lastIndexOf('node_modules/') + 13), version: at, integrity }],
	);
}

function purlOf({ name, version: at }: Locked): string {
	return `pkg:npm/${name.replace('@', '%40')}@${at}`;
}

/** A name for this very list. */
function serialOf(text: string): string {
	const hex = createHash('sha256').update(text).digest('hex');
	const parts = [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`];
	return `urn:uuid:${[...parts, hex.slice(20, 32)].join('-')}`;
}
