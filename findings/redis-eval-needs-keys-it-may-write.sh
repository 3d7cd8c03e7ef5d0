#!/bin/sh
# Redis 7.0.15: EVAL asks for the right to read and write each of its KEYS, whatever the script does with them.
#
# The guess: a user with `%R~jobs:*` (Redis 7: keys that may be read, not written) can run a script that only reads
# them; so a read-only page over a queue of BullMQ, whose every look is a script, can be given that right.
# The behaviour: NOPERM before the script starts. EVAL_RO runs the same script; libraries that only know EVAL do not. What
# works is a full key pattern with the reading commands alone, as the commands inside a script are checked one by one.
# The output seen:
#   GET: 1
#   EVAL, %R~: NOPERM
#   EVAL_RO, %R~: 1
#   EVAL, ~ with reading commands alone: 1
#   a write inside it: refused
#
# Needs redis-server and redis-cli 7 or later; works in a temporary folder, and ends with 1 if one of these differs.
set -eu
work=$(mktemp -d)
redis-server --port 0 --unixsocket "$work/s" --save '' --dir "$work" --daemonize yes --pidfile "$work/pid" >/dev/null
trap 'kill "$(cat "$work/pid")" 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in 1 2 3 4 5 6 7 8 9 10; do redis-cli -s "$work/s" ping >/dev/null 2>&1 && break; sleep 0.2; done
ask() { redis-cli -s "$work/s" "$@" 2>&1; }
ask set jobs:1 1 >/dev/null
ask acl setuser reader on '>pw' '%R~jobs:*' -@all +get +eval +eval_ro >/dev/null
ask acl setuser looker on '>pw' '~jobs:*' -@all +get +eval >/dev/null
as() { user=$1; shift; redis-cli -s "$work/s" --no-auth-warning --user "$user" --pass pw "$@" 2>&1; }
read_it="return redis.call('get', KEYS[1])"

status=0
say() { echo "$1: $2"; case "$2" in *"$3"*) ;; *) status=1 ;; esac; }
say 'GET' "$(as reader get jobs:1)" 1
say 'EVAL, %R~' "$(as reader eval "$read_it" 1 jobs:1 | cut -d' ' -f1)" NOPERM
say 'EVAL_RO, %R~' "$(as reader eval_ro "$read_it" 1 jobs:1)" 1
say 'EVAL, ~ with reading commands alone' "$(as looker eval "$read_it" 1 jobs:1)" 1
case "$(as looker eval "return redis.call('set', KEYS[1], '2')" 1 jobs:1)" in
*ERR* | *NOPERM*) echo 'a write inside it: refused' ;;
*) echo 'a write inside it: done'; status=1 ;;
esac
exit $status
