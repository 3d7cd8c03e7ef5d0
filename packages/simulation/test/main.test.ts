import { spawnSync } from 'node:child_process';
import test from 'ava';

const main = new URL('../src/main.ts', import.meta.url).pathname;

function run(...args: string[]) {
	const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });
	return { status, lines: stdout.trimEnd().split('\n'), stderr };
}

test('a clean run says so in its last line', (t) => {
	const { status, lines } = run('--seeds', '20', '--from', '5');
	t.is(status, 0);
	t.is(lines.at(-1), '20 seeds, 0 violations');
});

test('a violation prints the seed, the promise and the last effects, and replays', (t) => {
	const { status, lines } = run('--seeds', '100', '--without', 'comment-marker');
	t.is(status, 1);
	const seed = /^seed (\d+) breaks comments: /.exec(lines[0] ?? '')?.[1] ?? '';
	t.true(lines.some((line) => line.includes('comment    ref')));
	const again = run('--seeds', '1', '--from', seed, '--without', 'comment-marker');
	t.is(again.status, 1);
	t.deepEqual(again.lines.slice(0, -1), lines.slice(0, -1));
});

test('guards are listed; wrong options are refused', (t) => {
	t.true(run('--list-guards').lines.some((line) => line.startsWith('fencing')));
	t.is(run('--without', 'nothing').status, 2);
	t.is(run('--seeds', 'many').status, 2);
});
