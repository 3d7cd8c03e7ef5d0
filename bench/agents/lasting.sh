#!/bin/sh
# A coding CLI that goes on for ten minutes: says when it was started, its pid and the session. $1: the log.
session=new
for word in "$@"; do
	case $previous in
	--session-id | --resume) session=$word how=$previous ;;
	esac
	previous=$word
done
printf '%s %s %s %s\n' "$(date +%s%N)" "$$" "$how" "$session" >>"$1"
mkdir -p "$CLAUDE_CONFIG_DIR/projects/bench" && : >"$CLAUDE_CONFIG_DIR/projects/bench/$session.jsonl"
printf '{"type":"system","subtype":"init","session_id":"%s"}\n' "$session"
exec sleep 600
