import test from 'ava';
import { countTests, findLostTests, mayHoldTests } from '../../src/core/lost-tests.ts';

const three = "test('a', () => {});\ntest('b', () => {});\nit.each([1])('c', () => {});\n";

test('tests are counted in the words of each runner', (t) => {
	const texts: readonly (readonly [path: string, text: string, count: number])[] = [
		['a.test.ts', three, 3],
		['a.test.ts', 'latest(1); exit(2); suite.test; await.it', 0],
		['test/a.mjs', "import test from 'node:test';\ntest('a', async (t) => { await t.test('b'); });", 2],
		['test_a.py', 'def test_a():\n  pass\nasync def test_b(x):\n  pass\ndef other(): pass\n', 2],
		['a_test.go', 'func TestA(t *testing.T) {}\nfunc FuzzB(f *testing.F) {}\nfunc helper() {}\n', 2],
		['src/lib.rs', '#[test]\nfn a() {}\n#[tokio::test]\nasync fn b() {}\n', 2],
		['ATest.java', '@Test void a() {}\n@ParameterizedTest void b(int x) {}\n', 2],
		['ATests.cs', '[Fact]\nvoid A() {}\n[Theory]\nvoid B() {}\n', 2],
		['spec/a_spec.rb', "it 'does' do\nend\nspecify('x') { }\n", 2],
		['a.bats', '@test "a" {\n}\n', 1],
		['test/a.cpp', 'TEST(A, B) {}\nTEST_F(A, C) {}\n', 2],
	];
	for (const [path, text, count] of texts) t.is(countTests(path, text), count, `${path}: ${text}`);
});

test('what is skipped, left out by “only” or commented out does not count', (t) => {
	const js = (text: string): number => countTests('a.test.js', text);
	t.is(js(three.replace("test('a'", "test.skip('a'")), 2);
	t.is(js(three.replace("test('a'", "test.only('a'")), 1);
	t.is(js(three.replace("test('a'", "// test('a'")), 2);
	t.is(js(`/*\n${three}*/`), 0);
	t.is(js(three.replace("test('b'", "xit('b'")), 2);
	t.is(countTests('test_a.py', '@pytest.mark.skip\ndef test_a(): pass\ndef test_b(): pass\n'), 1);
	t.is(countTests('a_test.go', 'func TestA(t *testing.T) { t.Skip("x") }\n'), 0);
	t.is(countTests('src/lib.rs', '#[test]\n#[ignore]\nfn a() {}\n'), 0);
});

test('a change that takes tests away names the files; one that moves them does not', (t) => {
	const path = 'test/a.test.ts';
	const fewer = "test('a', () => {});\n";
	t.deepEqual(findLostTests([{ path, before: three, after: fewer }]), [{ path, before: 3, after: 1 }]);
	t.deepEqual(findLostTests([{ path, before: three, after: null }]), [{ path, before: 3, after: 0 }]);
	const moved = { path: 'test/b.test.ts', before: null, after: three };
	t.deepEqual(findLostTests([{ path, before: three, after: null }, moved]), []);
	t.deepEqual(findLostTests([{ path, before: fewer, after: three }]), []);
});

test('tests that are renamed so that no runner finds them are lost', (t) => {
	const gone = { path: 'test/a.test.ts', before: three, after: null };
	for (const path of ['test/a.ts', 'test/a.test.ts.bak', 'a.txt'])
		t.is(findLostTests([gone, { path, before: null, after: three }]).length, 1, path);
});

test('only code where tests are looked for is read', (t) => {
	for (const path of ['test/a.ts', 'a.spec.tsx', 'pkg/x_test.go', 'src/lib.rs', 'tests/test_a.py'])
		t.true(mayHoldTests(path), path);
	for (const path of ['src/main.ts', 'test/fixture.json', 'README.md', 'latest.ts'])
		t.false(mayHoldTests(path), path);
});
