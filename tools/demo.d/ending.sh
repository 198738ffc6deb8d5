# shellcheck shell=bash
# Drill, live speech, cancel, stop-all and all-clear: after everything else was checked, because they sound where the checks before demand
# silence.

drill_text="这是一次防汛演练，请不要惊慌。"
long_text="各位村民请注意，这是一条很长的通知，播完之前会被取消。请大家继续关注后面的内容。第一，注意安全。第二，不要下河。第三，照顾老人和孩子。第四，听从村干部指挥。"

# finals DIGEST OUTCOME: how many terminals ended so.
finals() { "$bin/tongluo" orders "$1" --json | count "\"outcome\":\"$2\""; }
all_ended() { (($(finals "$1" "$2") == $3)); }
grew_by() { echo $(($(sounding_seconds "$1") - $2)); }

drill() {
  say "A drill of level III to $village_name: the terminal itself says that it is one"
  local before after id=${in_village[0]}
  before=$(sounding_seconds "$id")
  "$bin/tongluo" dispatch --class exercise --level III --area "$village" --headline 防汛演练 --text "$drill_text" \
    --save-clip "$demo/drill.ogg" --confirm-count "${#in_village[@]}" --wait 60 || fail "the drill" "$logs/tongluod.log" "$logs/$id.log"
  decode_clip "$demo/drill.ogg" "$demo/drill.wav"
  wait_for 10 sentence_settled "$id" || true
  after=$(grew_by "$id" "$before")
  # The tone, the spoken prefix (seconds of its own) and the text; without the prefix it would be shorter.
  ((after > tone_seconds + $(duration_of "$demo/drill.wav"))) || fail "$id: the drill sounded only $after s: where is its prefix?" "$logs/$id.log"
  check_receipts drill "$(newest_order)" "${#in_village[@]}"
}

speak_live() {
  say "王芳 speaks live to $village_name; a recording stands in for the microphone"
  local before id order
  before=$(sounding_seconds "${in_village[0]}")
  "$bin/tongluo" live speak --class actual --level III --area "$village" --holder 王芳 --headline 现场讲话 --file "$demo/notice.mp3" \
    --confirm-count "${#in_village[@]}" >"$logs/live.log" 2>&1 || fail "the live speech" "$logs/live.log" "$logs/tongluod.log"
  tail -n 1 "$logs/live.log"
  order=$(newest_order)
  wait_for 20 all_ended "$order" unproved "${#in_village[@]}" ||
    fail "the live speech did not end on ${#in_village[@]} terminals: $("$bin/tongluo" orders "$order")" "$logs/${in_village[0]}.log"
  check_receipts live "$order" "${#in_village[@]}"
  id=${in_village[0]}
  wait_for 10 sentence_settled "$id" || true
  # Only what is new in the file: the drill has the same tone.
  ffmpeg -nostdin -loglevel error -y -ss "$before" -i "$(heard "$id")" "$demo/live-heard.wav"
  "$bin/tongluo-listen" contains "$demo/live-heard.wav" --tone level_iii --tone-ms "${tone_seconds}000" --source "$demo/notice-heard.wav" ||
    fail "$id: what was spoken live is not in its sound" "$logs/$id.log"
}

# The file of this terminal grows no more.
sentence_settled() {
  local before
  before=$(stat -c %s "$(heard "$1")")
  sleep 1.2
  [[ $before == "$(stat -c %s "$(heard "$1")")" ]]
}

# sound_in_background AREA CLASS LEVEL COUNT: a long order that sounds on COUNT terminals; its digest in $running.
sound_in_background() {
  "$bin/tongluo" dispatch --class "$2" --level "$3" --area "$1" --headline 长通知 --text "$long_text" --repeat 5 --confirm-count "$4" --wait 0 \
    >"$logs/long.log" 2>&1 || fail "the long order" "$logs/long.log" "$logs/tongluod.log"
  running=$(sed -n 's/^order \([0-9a-f]\{64\}\).*/\1/p' "$logs/long.log")
  wait_for 30 all_sounding "$running" "$4" || fail "the long order did not start on $4 terminals" "$logs/long.log" "$logs/tongluod.log"
}

cancel_one() {
  say "A long notice sounds in $village_name; one person cancels it by the first digits of its digest"
  sound_in_background "$village" routine routine "${#in_village[@]}"
  "$bin/tongluo" cancel "${running:0:12}" || fail "the cancel" "$logs/tongluod.log"
  wait_for 10 all_ended "$running" cancelled "${#in_village[@]}" ||
    fail "the cancel did not end it on ${#in_village[@]} terminals: $("$bin/tongluo" orders "$running")" "$logs/${in_village[0]}.log"
  "$bin/tongluo" orders "$running"
  if "$bin/tongluo" cancel 00000000 >"$logs/cancel-unknown.log" 2>&1; then fail "an unknown order was cancelled"; fi
}

stop_everything_in_county() {
  say "A long alert of level III sounds everywhere; one person stops all"
  sound_in_background "$county" actual III "${#terminals[@]}"
  "$bin/tongluo" stop-all --area "$county" || fail "the stop-all" "$logs/tongluod.log"
  wait_for 10 all_ended "$running" cancelled "${#terminals[@]}" ||
    fail "the stop-all did not end it on ${#terminals[@]} terminals: $("$bin/tongluo" orders "$running")" "$logs/${terminals[0]}.log"
  echo "ended on ${#terminals[@]} of ${#terminals[@]} terminals"
  "$bin/tongluo" export "$running" --out "$demo/stopped.json" >/dev/null
  "$bin/tongluo" verify "$demo/stopped.json" --roots "$home/roots.bin" --json | tee "$demo/stopped.verdict"
  grep -q '"stop_alls":1' "$demo/stopped.verdict" || fail "the export of the stopped order does not show the stop-all"
}

give_all_clear() {
  say "The all-clear that was prepared with the alert, to the same ${#in_township[@]} terminals"
  # Level I and its all-clear of level II need two persons here as well.
  "$bin/tongluo" all-clear "${alert:0:12}" || fail "the all-clear" "$logs/tongluod.log"
  local waiting
  waiting=$("$bin/tongluo" drafts --json | sed -n 's/.*"digest":"\([0-9a-f]\{64\}\)".*/\1/p')
  [[ -z $waiting ]] || "$bin/tongluo" approve "$waiting" --key "$home/keys/dispatch-2.key" --confirm-count "${#in_township[@]}" --wait 60 ||
    fail "the all-clear's second signature" "$logs/tongluod.log"
  local all_clear
  all_clear=$(newest_order)
  check_receipts all-clear "$all_clear" "${#in_township[@]}"
  (($("$bin/tongluo" orders "$all_clear" --json | count '"frames_lost":0,') == ${#in_township[@]})) ||
    fail "the all-clear was not whole: $("$bin/tongluo" orders "$all_clear")" "$logs/${in_township[0]}.log"
}
