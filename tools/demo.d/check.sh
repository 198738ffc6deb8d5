# shellcheck shell=bash
# What --once demands. Nothing here believes a program's own word: sound is measured in the WAV files, receipts are verified
# offline with public keys.

receipts_per_terminal=3  # accepted, started, final

heard() { echo "$home/terminals/$1/sound.wav"; }

# contains ID TONE SOURCE: the tone and, after it, the sentence, correlated with the sound that was signed.
contains() {
  local line
  line=$("$bin/tongluo-listen" contains "$(heard "$1")" --tone "$2" --tone-ms "${tone_seconds}000" --source "$3") ||
    fail "$1: the sound does not hold tone $2 and $(basename "$3"): $line" "$logs/$1.log"
  echo "$1 heard $2 and $(basename "$3" .wav): $line"
}

# Whole seconds in a WAV file.
duration_of() { "$bin/tongluo-listen" measure "$1" | sed -n 's/.*"duration_s":\([0-9]*\)\..*/\1/p'; }
sounding_seconds() { duration_of "$(heard "$1")"; }

# Loudness (LUFS), true peak and clicks of one terminal's sound: stated, for people.
state_sound() { echo "$1 measured: $("$bin/tongluo-listen" measure "$(heard "$1")")"; }

silent() {
  [[ ! -e $(heard "$1") ]] || "$bin/tongluo-listen" measure "$(heard "$1")" | grep -q '"silent":true'
}

check_sound() {
  say "Is the sound in the WAV files, and only where it belongs?"
  decode_clip "$demo/notice.ogg" "$demo/notice-heard.wav"
  local id longest=$((tone_seconds + alert_seconds + 3))
  for id in "${terminals[@]}"; do
    if among "$id" "${in_township[@]}"; then
      contains "$id" level_i "$demo/alert.wav"
      played=$((played + 1))
    fi
    if among "$id" "${in_village[@]}"; then
      contains "$id" chime "$demo/notice-heard.wav"
    elif among "$id" "${in_township[@]}"; then
      (($(sounding_seconds "$id") <= longest)) || fail "$id sounded longer than the alert: something else played"
    elif ! silent "$id"; then
      others=$((others + 1))
      echo "$id sounded and was not addressed" >&2
    fi
  done
  state_sound "${in_township[0]}"
}

# check_receipts NAME DIGEST TERMINALS: each receipt exactly once, every signature good, one final each (verify sees to that).
check_receipts() {
  "$bin/tongluo" export "$2" --out "$demo/$1.json" >/dev/null || fail "export of the $1"
  local verdict
  verdict=$("$bin/tongluo" verify "$demo/$1.json" --roots "$home/roots.bin" --json) || fail "the export of the $1 does not verify"
  echo "$1: $verdict"
  grep -q "\"receipts\":$(($3 * receipts_per_terminal))," <<<"$verdict" || fail "the $1 should have $3 × $receipts_per_terminal receipts, each once"
  grep -q "\"unproved\":$3}" <<<"$verdict" || fail "the $1 should have $3 finals \"unproved\" (there is no sensor)"
}

refusals_complete() {
  local reason list
  list=$("$bin/tongluo" refusals --json)
  for reason in bad_signature unknown_key expired; do
    (($(count "\"reason\":\"$reason\"" <<<"$list") == ${#terminals[@]})) || return 1
  done
}

check_refusals() {
  say "Are the attacks reported, with their reasons?"
  wait_for 30 refusals_complete || fail "not every refusal was reported exactly once by each terminal: $("$bin/tongluo" refusals)" "$logs/tongluod.log"
  echo "bad_signature, unknown_key, expired: ${#terminals[@]} signed refusals each"
}

check_everything() {
  played=0
  others=0
  check_sound
  say "Did every receipt arrive exactly once?"
  check_receipts recording "$notice" "${#in_village[@]}"
  check_receipts alert "$alert" "${#in_township[@]}"
  check_refusals
  check_audit
}

# What an outsider can check: the whole chain, and that the two persons stand in it.
check_audit() {
  say "Does the audit chain hold, and does it name what was done?"
  "$bin/tongluo" audit --export "$demo/audit.json" >/dev/null || fail "export of the audit chain" "$logs/tongluod.log"
  local verdict action
  verdict=$("$bin/tongluo" verify "$demo/audit.json" --roots "$home/roots.bin" --json) || fail "the audit chain does not verify"
  echo "audit: $verdict"
  grep -q '"audit_head_signed":true' <<<"$verdict" || fail "the audit chain's head is not signed"
  for action in order.submitted order.approved order.issued "$@"; do
    grep -q "\"action\":\"$action\"" "$demo/audit.json" || fail "the audit chain does not tell of $action"
  done
  sed 's/"action":"order.approved"/"action":"order.returned"/' "$demo/audit.json" >"$demo/audit-forged.json"
  if verdict=$("$bin/tongluo" verify "$demo/audit-forged.json" --roots "$home/roots.bin" 2>&1); then fail "a forged audit chain verifies"; fi
  echo "forged: $verdict"
}

report_total() {
  printf '\ndemo: %d/%d addressed terminals played, %d others\n' "$played" "${#in_township[@]}" "$others"
  ((played == ${#in_township[@]} && others == 0))
}
