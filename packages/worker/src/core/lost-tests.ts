/** A file before and after a change. Absent sides are null. */
interface FileChange {
	readonly path: string;
	readonly before: string | null;
	readonly after: string | null;
}

/** A file that holds fewer tests than it did, in a change that leaves fewer in all. */
export interface LostTests {
	readonly path: string;
	readonly before: number;
	readonly after: number;
}

interface Language {
	readonly files: RegExp;
	/** Where a test begins. */
	readonly test: RegExp;
	/** A test, or a group of them, that is there and does not run. */
	readonly skipped?: RegExp;
	/** Where one is found, nothing else of the file runs. */
	readonly only?: RegExp;
	/** What is out of use. */
	readonly comment: RegExp;
	/** Tests stand between the code itself, so that the name of the file says nothing. */
	readonly anywhere?: true;
}

const slashes = /^\s*\/\/.*$|\/\*[\s\S]*?\*\//gm;
const hashes = /^\s*#.*$/gm;

/**
 * How the widespread runners find tests, by their documentation. A heuristic: it is to notice what is taken away, not to
 * count what runs.
 */
const languages: readonly Language[] = [
	{
		files: /\.[cm]?[jt]sx?$/,
		test: /(?<![\w$.])(?:t\.)?(?:test|it|specify|x?it|xtest|fit)(?:\.\w+)*\s*[(`]/g,
		skipped:
			/(?<![\w$.])(?:x(?:it|test|describe)|(?:t\.)?(?:test|it|specify|describe|suite)(?:\.\w+)*\.(?:skip|todo)(?:\.\w+)*)\s*[(`]/g,
		only: /(?<![\w$.])(?:fit|fdescribe|(?:test|it|specify|describe|suite)(?:\.\w+)*\.only(?:\.\w+)*)\s*[(`]/g,
		comment: slashes,
	},
	{
		files: /\.pyi?$/,
		test: /^[ \t]*(?:async[ \t]+)?def[ \t]+test\w*/gm,
		skipped: /@(?:pytest\.mark\.(?:skip|xfail)|(?:unittest\.)?(?:skip|expectedFailure))\b/g,
		comment: hashes,
	},
	{
		files: /\.go$/,
		test: /^func\s+(?:Test|Fuzz|Example)\w*\s*\(/gm,
		skipped: /\b[tf]\.Skip(?:f|Now)?\(/g,
		comment: slashes,
	},
	{
		files: /\.rs$/,
		test: /#\[(?:\w+::)*(?:test|rstest|test_case)\b/g,
		skipped: /#\[ignore\b/g,
		comment: slashes,
		anywhere: true,
	},
	{
		files: /\.(?:java|kts?|groovy|scala)$/,
		test: /@(?:Test|ParameterizedTest|RepeatedTest|TestFactory|Property)\b/g,
		skipped: /@(?:Disabled|Ignore)\b/g,
		comment: slashes,
	},
	{
		files: /\.(?:cs|fs|vb)$/,
		test: /[[<](?:Fact|Theory|Test|TestCase|TestMethod|DataTestMethod)\b/g,
		skipped: /\bSkip\s*=|\[Ignore\b/g,
		comment: slashes,
	},
	{
		files: /\.rb$/,
		test: /^\s*(?:it|specify|scenario|test|xit|xspecify)[ (]|^\s*def\s+test_/gm,
		skipped: /^\s*(?:xit|xspecify|xdescribe|xcontext|skip|pending)\b/gm,
		comment: hashes,
	},
	{ files: /\.php$/, test: /function\s+test\w*|@test\b|#\[Test\]|^\s*(?:it|test)\(/gm, comment: slashes },
	{ files: /\.(?:bats|sh)$/, test: /^\s*@test\s/gm, skipped: /^\s*skip\b/gm, comment: hashes },
	{ files: /\.(?:c|cc|cpp|cxx|h|hpp|mm?)$/, test: /\bTEST(?:_[FP]|_CASE|_METHOD)?\s*\(/g, comment: slashes },
	{ files: /\.exs?$/, test: /^\s*test\s+["']/gm, skipped: /@tag\s+:skip/g, comment: hashes },
	{ files: /\.swift$/, test: /func\s+test\w*\s*\(|@Test\b/g, comment: slashes },
];

/** A name that runners look for, whatever folder it is in. */
const namedAsTest =
	/(?:^|[._-])(?:test|spec)s?\.[\w.]+$|(?:^|\/)test_[^/]*\.py$|_(?:test|spec)\.[\w.]+$|(?:Tests?|Spec)\.\w+$|\.bats$/;
const inTestFolder = /(?:^|\/)(?:tests?|specs?|__tests__|e2e|cypress|integration)\//i;

/** Whether tests are counted in a file, so that it must be read. */
export function mayHoldTests(path: string): boolean {
	const language = languages.find(({ files }) => files.test(path));
	return language !== undefined && (language.anywhere === true || isTest(path));
}

function isTest(path: string): boolean {
	return namedAsTest.test(path) || inTestFolder.test(path);
}

/**
 * The files that lost tests, where a change takes away more than it adds: tests that moved to another file are not lost.
 * Those in files named as tests are counted by themselves too: what is renamed so that no runner finds it is lost.
 */
export function findLostTests(changes: readonly FileChange[]): LostTests[] {
	const counted = changes
		.filter(({ path }) => mayHoldTests(path))
		.map(({ path, before, after }) => ({
			path,
			before: countTests(path, before),
			after: countTests(path, after),
		}));
	const named = counted.filter(({ path }) => namedAsTest.test(path));
	if (!isLess(counted) && !isLess(named)) return [];
	return counted.filter(({ before, after }) => after < before);
}

function isLess(files: readonly LostTests[]): boolean {
	return files.reduce((sum, { before, after }) => sum + after - before, 0) < 0;
}

/** How many tests of a file run, as far as its text tells. */
export function countTests(path: string, text: string | null): number {
	const language = languages.find(({ files }) => files.test(path));
	if (text === null || language === undefined) return 0;
	const used = text.replaceAll(language.comment, '');
	const count = (pattern: RegExp | undefined): number =>
		pattern === undefined ? 0 : (used.match(pattern)?.length ?? 0);
	const only = count(language.only);
	return only > 0 ? only : Math.max(0, count(language.test) - count(language.skipped));
}
