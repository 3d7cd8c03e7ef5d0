#!/bin/sh
# Redis 7.0.15 with node-redis 5.8.2: XREADGROUP may name a stream twice, and RESP3 then loses half of the answer.
#
# The guess: `XREADGROUP … STREAMS k k 0 >` (what this consumer has not acknowledged, then what is new, in one round trip)
# is either refused or answered alike whatever the protocol; RESP3 only types the replies.
# The behaviour: Redis answers both parts. In RESP2 they are an array with two entries. In RESP3 they are a map in which the
# same name is there twice, and a client that makes an object of the map keeps the last one: the unacknowledged entries are
# gone without an error, and a consumer that trusts the answer never handles them. Protocol 2 for that connection, or two
# calls, keep both.
# The output seen:
#   RESP2: k 1-0, k 2-0
#   RESP3: k 3-0
#   still unacknowledged: 3
#
# Needs redis-server 7 or later and npm; works in a temporary folder, and ends with 1 if one of these differs.
set -eu
work=$(mktemp -d)
redis-server --port 0 --unixsocket "$work/s" --save '' --dir "$work" --daemonize yes --pidfile "$work/pid" >/dev/null
trap 'kill "$(cat "$work/pid")" 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund redis@5.8.2 >/dev/null
cat >look.mjs <<'JS'
import { createClient } from 'redis';
const socket = { path: './s' };
const open = (RESP) => createClient({ socket, RESP }).connect();
const [two, three] = [await open(2), await open(3)];
const both = ['XREADGROUP', 'GROUP', 'g', 'c', 'STREAMS', 'k', 'k', '0', '>'];
await two.sendCommand(['XGROUP', 'CREATE', 'k', 'g', '$', 'MKSTREAM']);
await two.sendCommand(['XADD', 'k', '1-0', 'a', 'old']);
await two.sendCommand(['XREADGROUP', 'GROUP', 'g', 'c', 'STREAMS', 'k', '>']);
await two.sendCommand(['XADD', 'k', '2-0', 'a', 'new']);
const show = (parts) => parts.map(([name, [[id]]]) => `${name} ${id}`).join(', ');
console.log(`RESP2: ${show(await two.sendCommand(both))}`);
await two.sendCommand(['XADD', 'k', '3-0', 'a', 'newer']);
console.log(`RESP3: ${show(Object.entries(await three.sendCommand(both)))}`);
console.log(`still unacknowledged: ${(await two.sendCommand(['XPENDING', 'k', 'g']))[0]}`);
await two.close();
await three.close();
JS
node look.mjs | tee seen
printf '%s\n' 'RESP2: k 1-0, k 2-0' 'RESP3: k 3-0' 'still unacknowledged: 3' | cmp - seen
