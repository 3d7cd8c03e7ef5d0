#!/bin/sh
# execa 9.6.0, Linux: `timeout` bounds the child it started, not the promise.
#
# The guess: execa(command, {timeout: 500}) settles after about half a second, whatever the command does.
# The behaviour: a command whose own background process has inherited stdout keeps the promise open until that process
# ends; only then does the promise settle, with `timedOut: true`. A wrapper that waits for tests or set-up commands of
# other people's repositories therefore needs a limit of its own, or must end the whole group of processes.
# The output seen:
#   settled after the grandchild: true, timedOut: true
#
# Installs execa into a temporary folder, prints the line above and ends with 1 if it says anything else.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund execa@9.6.0
cat >try.mjs <<'JS'
import { execa } from 'execa';
const started = performance.now();
const result = await execa('sh', ['-c', 'sleep 3 & sleep 60'], { timeout: 500, reject: false });
const waited = performance.now() - started;
console.log(`settled after the grandchild: ${waited > 2500}, timedOut: ${result.timedOut}`);
JS
seen=$(node try.mjs)
echo "$seen"
[ "$seen" = 'settled after the grandchild: true, timedOut: true' ]
