#!/bin/sh
# Runs a command with the project's own Node and pnpm on PATH, in the root of the clone: `sh toolchain/run.sh pnpm check`.
set -eu

AEGIS_ROOT=$(CDPATH='' cd "$(dirname "$0")/.." && pwd -P)

. "$AEGIS_ROOT/toolchain/bootstrap.sh"
prepare_toolchain
need_pnpm

cd "$AEGIS_ROOT"
exec "$@"
