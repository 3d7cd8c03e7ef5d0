# Sourced by ../aegis and run.sh with AEGIS_ROOT set. prepare_toolchain leaves AEGIS_NODE, and the right Node first on
# PATH. Everything it says goes to stderr: stdout belongs to the command that follows.

toolchain=$AEGIS_ROOT/toolchain
setup_lock=$AEGIS_ROOT/.aegis/setup.lock

say() {
	printf 'aegis: %s\n' "$*" >&2
}

# What happened, then the fix. 4 is "needs set-up" (docs/cli.md).
give_up() {
	printf 'aegis: %s\n       %s\n' "$1" "$2" >&2
	exit 4
}

prepare_toolchain() {
	# Node behind a company's proxy trusts what the machine trusts.
	export NODE_USE_SYSTEM_CA=1 TURBO_TELEMETRY_DISABLED=1
	# Compiled once: services start in half the time and a third of the memory of stripping types at every start.
	export NODE_COMPILE_CACHE="${NODE_COMPILE_CACHE:-$AEGIS_ROOT/node_modules/.cache/aegis}"

	find_node
	stamp=$AEGIS_ROOT/node_modules/.aegis-lock
	if [ -z "$AEGIS_NODE" ] || ! is_installed; then
		take_setup_lock
		# Another start may have done it while this one waited.
		find_node
		if [ -z "$AEGIS_NODE" ]; then fetch_toolchain; fi
		use_node
		if ! is_installed; then install_workspace; fi
		leave_setup_lock
	fi
	use_node
}

# Sets AEGIS_NODE to a Node that can run Aegis (the installed one first), or to nothing.
find_node() {
	AEGIS_NODE=
	for candidate in "$(command -v node || true)" "$toolchain/node_modules/node-linux-$(machine)/bin/node"; do
		[ -n "$candidate" ] && [ -x "$candidate" ] || continue
		node_version=$("$candidate" --version 2>/dev/null) || continue
		is_supported "$node_version" || continue
		AEGIS_NODE=$candidate
		return
	done
}

machine() {
	case $(uname -m) in
	x86_64 | amd64) echo x64 ;;
	aarch64 | arm64) echo arm64 ;;
	*) uname -m ;;
	esac
}

# ^24.15 || >=26: what the dependencies need.
is_supported() {
	version=${1#v}
	major=${version%%.*}
	rest=${version#*.}
	minor=${rest%%.*}
	case $major$minor in *[!0-9]* | '') return 1 ;; esac
	[ "$major" -ge 26 ] || { [ "$major" -eq 24 ] && [ "$minor" -ge 15 ]; }
}

is_installed() {
	[ -f "$stamp" ] && cmp -s "$AEGIS_ROOT/pnpm-lock.yaml" "$stamp" &&
		[ "$(cat "$AEGIS_ROOT/node_modules/.aegis-node" 2>/dev/null)" = "$node_version" ]
}

use_node() {
	PATH=$(dirname "$AEGIS_NODE"):$toolchain/node_modules/.bin:$PATH
	export PATH
}

# Gets the pinned pnpm, and the pinned Node too where the installed one is too old.
fetch_toolchain() {
	installed=$(node --version 2>/dev/null || true)
	if ! command -v npm >/dev/null 2>&1; then
		if [ -n "$installed" ]; then what="npm is not installed"; else what="Node is not installed"; fi
		give_up "$what, and Aegis needs it to fetch the rest." "$(name_node_command)"
	fi
	omit=
	if [ -n "$AEGIS_NODE" ]; then
		omit=--omit=optional
		say "fetching pnpm (once)"
	else
		if [ "$(uname -s)" != Linux ]; then
			give_up "Aegis needs Node 24.15 or later; here is ${installed:-none}." "$(name_node_command)"
		fi
		say "fetching Node 24 and pnpm (once, about 60 MB; here is Node $installed)"
	fi
	# shellcheck disable=SC2086 # an empty $omit must vanish
	npm ci --prefix "$toolchain" --ignore-scripts --no-audit --no-fund --loglevel=error $omit >&2 ||
		give_up "Fetching the toolchain from the package registry failed (npm said why above)." \
			"Check the network and \`npm config get registry\`, then run the same command again."
	[ -n "$AEGIS_NODE" ] && return
	find_node
	[ -n "$AEGIS_NODE" ] ||
		give_up "The package registry has no Node 24 that runs on this machine ($(uname -sm))." "$(name_node_command)"
}

need_pnpm() {
	[ -x "$toolchain/node_modules/.bin/pnpm" ] || fetch_toolchain
}

install_workspace() {
	need_pnpm
	say "installing the dependencies (once for each version of Aegis)"
	rm -f "$stamp"
	(
		cd "$AEGIS_ROOT"
		# A production NODE_ENV must not leave out what `npm test` needs, and nobody is there to answer a question.
		CI=1 npm_config_confirm_modules_purge=false "$AEGIS_NODE" "$toolchain/node_modules/pnpm/bin/pnpm.cjs" install \
			--frozen-lockfile --prod=false --reporter=append-only >&2
	) || give_up "Installing the dependencies failed (pnpm said why above)." \
		"Check the network, the free disk space and \`npm config get registry\`, then run the same command again."
	# A cache that cannot be filled costs time at every start, nothing else.
	"$AEGIS_NODE" "$toolchain/compile-services.ts" || true
	printf '%s' "$node_version" >"$AEGIS_ROOT/node_modules/.aegis-node"
	cp "$AEGIS_ROOT/pnpm-lock.yaml" "$stamp"
}

name_node_command() {
	if command -v apt-get >/dev/null 2>&1; then
		echo 'Install any Node from version 20 on, with npm: sudo apt-get install -y nodejs npm'
	elif command -v dnf >/dev/null 2>&1; then
		echo 'Install any Node from version 20 on, with npm: sudo dnf install -y nodejs npm'
	elif command -v apk >/dev/null 2>&1; then
		echo 'Install Node 24 from your distribution: sudo apk add nodejs npm'
	elif [ "$(uname -s)" = Darwin ]; then
		echo 'Install it: brew install node@24 && brew link --overwrite node@24'
	else
		echo 'Install Node 24 (https://nodejs.org), then run the same command again.'
	fi
}

# One set-up at a time in a clone; a lock whose owner died is broken by exactly one of those who wait.
take_setup_lock() {
	mkdir -p "$AEGIS_ROOT/.aegis" 2>/dev/null ||
		give_up "Aegis cannot write to $AEGIS_ROOT." "Give yourself write access to the clone, or clone it where you have."
	waited=0
	until mkdir "$setup_lock" 2>/dev/null; do
		owner=$(cat "$setup_lock/pid" 2>/dev/null || true)
		if [ "$waited" -eq 0 ]; then say "waiting for another start that is installing"; fi
		# An owner writes its pid right after it took the lock; a lock without one after 5 s is a dead one's.
		if { [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; } || { [ -z "$owner" ] && [ "$waited" -ge 5 ]; }; then
			break_setup_lock "$owner"
			continue
		fi
		waited=$((waited + 1))
		[ "$waited" -lt 900 ] ||
			give_up "Another start (process $owner) has been installing for 15 minutes." \
				"If it hangs, end it and remove $setup_lock."
		sleep 1
	done
	echo $$ >"$setup_lock/pid"
	trap leave_setup_lock EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
}

break_setup_lock() {
	mkdir "$setup_lock.break" 2>/dev/null || { sleep 1; return; }
	[ "$(cat "$setup_lock/pid" 2>/dev/null || true)" != "$1" ] || rm -rf "$setup_lock"
	rmdir "$setup_lock.break"
}

leave_setup_lock() {
	rm -rf "$setup_lock"
	trap - EXIT INT TERM HUP
}
