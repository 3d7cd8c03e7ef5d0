# Sourced: the least stream-json that counts as a successful Documentation run.
session=00000000-0000-4000-8000-000000000000
for word in "$@"; do
	if [ "$previous" = --session-id ]; then session=$word; fi
	previous=$word
done
printf '{"type":"system","subtype":"init","session_id":"%s"}\n' "$session"
printf '{"type":"result","subtype":"success","is_error":false,"result":"","structured_output":{"summary":"Nothing to do.","memoryEntry":null,"preferenceEntry":null},"session_id":"%s","total_cost_usd":0,"num_turns":1}\n' "$session"
