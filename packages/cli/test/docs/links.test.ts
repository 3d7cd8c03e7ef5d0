import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import test from 'ava';

const root = resolve(import.meta.dirname, '../../../..');
const pages = globSync(
	['*.md', 'docs/**/*.md', '{bench,findings,toolchain}/*.md', 'packages/*/*.md', 'packages/*/src/**/*.md'],
	{ cwd: root },
);

/** What is read as text: a link in a block of code is none. */
function proseOf(page: string): string {
	return readFileSync(join(root, page), 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '');
}

/** The anchors a host makes of headings: lower case, without punctuation, dashes for spaces, a number for a second one. */
function anchorsOf(page: string): ReadonlySet<string> {
	const seen = new Map<string, number>();
	const headings = [...proseOf(page).matchAll(/^#{1,6} +(.*)$/gm)].map(([, title = '']) =>
		title
			.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
			.toLowerCase()
			.replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
			.replaceAll(' ', '-'),
	);
	return new Set(
		headings.map((anchor) => {
			const before = seen.get(anchor) ?? 0;
			seen.set(anchor, before + 1);
			return before === 0 ? anchor : `${anchor}-${before}`;
		}),
	);
}

/** What is wrong with the relative links of a page. */
function findDeadLinks(page: string): string[] {
	const prose = proseOf(page).replaceAll(/`[^`\n]*`/g, '');
	const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
	return links.flatMap((link) => {
		if (/^[a-z]+:/i.test(link)) return [];
		const [path = '', anchor] = link.split('#');
		const target = path === '' ? page : join(dirname(page), decodeURI(path));
		if (!existsSync(join(root, target))) return [`${page}: ${link}: there is no such file`];
		const isPage = target.endsWith('.md') && statSync(join(root, target)).isFile();
		if (anchor === undefined || !isPage || anchorsOf(target).has(anchor)) return [];
		return [`${page}: ${link}: there is no such heading`];
	});
}

test('every relative link of the documents leads to a file, and to a heading of it', (t) => {
	t.true(pages.length > 40, 'the pages were not found');
	t.deepEqual(pages.flatMap(findDeadLinks), []);
});
