# shellcheck shell=bash
# The two orders: a recording to one village, a flood alert from text to one township.

alert_text="江津区防汛抗旱指挥部紧急通知：长江洪水正在上涨，预计今晚八点洪峰到达白沙镇。请沿江居民立即向高处转移，听从村干部指挥，不要返回取物。"
all_clear_text="江津区防汛抗旱指挥部通知：洪峰已过，警报解除。"
notice_text="黑石山村的村民请注意，明天上午九点在村委会打疫苗，请带身份证。"

# A file as a village would have one: speech in an MP3.
make_recording() {
  espeak-ng -v cmn-latn-pinyin -s 160 -w "$demo/notice.wav" "$notice_text"
  ffmpeg -nostdin -loglevel error -y -i "$demo/notice.wav" -b:a 64k "$demo/notice.mp3"
}

tone_seconds=4

# The sound as it was signed, in the form that tongluo-listen compares with.
decode_clip() { ffmpeg -nostdin -loglevel error -y -i "$1" -ac 1 -ar 48000 -sample_fmt s16 "$2"; }

newest_order() { "$bin/tongluo" orders --limit 1 --json | sed -n 's/.*"digest":"\([0-9a-f]\{64\}\)".*/\1/p'; }

dispatch_recording() {
  say "A recording (MP3) to $village_name ($village), class routine"
  "$bin/tongluo" dispatch --class routine --level routine --area "$village" --headline 接种通知 --audio "$demo/notice.mp3" \
    --save-clip "$demo/notice.ogg" --out "$demo/notice.env" --yes --wait 60 || fail "the recording" "$logs/tongluod.log"
  notice=$(newest_order)
}

# Two persons must sign an actual alert of level I: 王芳 dispatches, 李伟 approves, each with a key of their own.
dispatch_alert() {
  say "A flood alert of level I, from text, to $township_name ($township): 王芳 dispatches; one signature is not enough"
  "$bin/tongluo" dispatch --class actual --level I --area "$township" --event-code 11B01 --headline 洪水紧急通知 --text "$alert_text" \
    --all-clear "$all_clear_text" --out "$demo/alert.env" --confirm-count "${#in_township[@]}" || fail "the alert" "$logs/tongluod.log"
  alert=$("$bin/tongluo" drafts --json | sed -n 's/.*"digest":"\([0-9a-f]\{64\}\)".*/\1/p')
  [[ -n $alert ]] || fail "the alert does not wait for its second person" "$logs/tongluod.log"
  if "$bin/tongluo" approve "$alert" --confirm-count "${#in_township[@]}" >"$logs/approve-own.log" 2>&1; then
    fail "the submitter approved the own alert" "$logs/approve-own.log"
  fi
  grep -q 'another person must approve it' "$logs/approve-own.log" || fail "the own approval was refused for another reason" "$logs/approve-own.log"
}

approve_alert() {  # SECONDS TO FOLLOW
  "$bin/tongluo" approve "$alert" --key "$home/keys/dispatch-2.key" --listen "$demo/alert.ogg" --confirm-count "${#in_township[@]}" --wait "$1"
}

sounding() { "$bin/tongluo" orders "$1" --json | count '"stage":"started"'; }
# all_sounding DIGEST COUNT
all_sounding() { (($(sounding "$1") == $2)); }

# Its sound comes at twice its speed, so it is whole long before it has been spoken.
alert_has_arrived() {
  local id bytes
  bytes=$(stat -c %s "$demo/alert.ogg")
  for id in "${in_township[@]}"; do grep -q "clip_complete .* bytes=$bytes\$" "$logs/$id.log" || return 1; done
}

# The approval goes on in the background and waits for the controller that dies under it.
approve_alert_and_kill_controller() {
  say "李伟 listens, types the number and approves; the controller will be killed in mid-sentence"
  approve_alert 120 >"$logs/dispatch.log" 2>&1 &
  dispatcher=$!
  echo "$dispatcher" >>"$pids"
  wait_for 30 all_sounding "$alert" "${#in_township[@]}" ||
    fail "the alert did not start on ${#in_township[@]} terminals" "$logs/dispatch.log" "$logs/tongluod.log"
  sounding_since=$SECONDS
  decode_clip "$demo/alert.ogg" "$demo/alert.wav"
  alert_seconds=$(duration_of "$demo/alert.wav")
  sleep 7  # the tone is over; the sentence is being spoken
  wait_for 10 alert_has_arrived || fail "the alert's sound did not arrive whole on ${#in_township[@]} terminals" "$logs/tongluod.log"
  kill -9 "$controller"
  wait "$controller" 2>/dev/null || true
  say "Controller killed with SIGKILL while ${#in_township[@]} terminals speak"
}

show_what_to_try() {
  cat <<TEXT

== Everything is running. Addresses:
   terminals dial   127.0.0.1:$link_port  (TLS 1.3, mutual certificates)
   API              unix:$home/api.sock
                    https://127.0.0.1:$api_port  (client certificate: home/operator.crt)
   what was heard   $home/terminals/*/sound.wav
   logs             $logs

   Try:
     export TONGLUO_HOME=$home TONGLUO_PASSPHRASE_FILE=$TONGLUO_PASSPHRASE_FILE PATH=$bin:\$PATH
     tongluo terminals
     tongluo orders
     tongluo dispatch --class exercise --level III --area $village --text "这是一次演练。"
     tongluo live speak --class exercise --level III --area $village --holder 王芳 --file $demo/notice.mp3
     tongluo schedule --class routine --level routine --area $village --text "早上好。" --start \$(date -d tomorrow +%F)T07:00 --rrule "FREQ=DAILY;COUNT=7"
     tongluo timeline --hours 48
     tongluo all-clear ${alert:0:12}
     tongluo stop-all --area $county
     tongluo audit
     tongluo export \$(tongluo orders --json --limit 1 | grep -o '[0-9a-f]\{64\}' | head -1) --out order.json && tongluo verify order.json
     curl --unix-socket $home/api.sock http://localhost/metrics
     tools/demo --stop
TEXT
}
