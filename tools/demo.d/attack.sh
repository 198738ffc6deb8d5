# shellcheck shell=bash
# While the true controller is dead, another one with its certificate takes its place and tries to make the terminals sound.

# How long the sentence still lasts, and a little more.
rest_of_sentence() { echo $((tone_seconds + alert_seconds + 3 - (SECONDS - sounding_since))); }

# No file grows any more, and the whole alert is in those of the township.
sentence_ended() {
  local id before
  before=$(stat -c %s "$home"/terminals/*/sound.wav)
  sleep 1.2
  [[ $before == "$(stat -c %s "$home"/terminals/*/sound.wav)" ]] || return 1
  for id in "${in_township[@]}"; do (($(sounding_seconds "$id") >= tone_seconds + alert_seconds)) || return 1; done
}

attack_terminals() {
  say "A controller in the wrong hands tries: one flipped bit, an unknown key, a replay, an expired order"
  # The recording is what is replayed and changed: it was played and its receipts were taken before the controller died.
  # An expired order must be truly signed: the thief of an old, never sent order holds such a thing.
  "$bin/tongluo-hostile" --replay "$demo/alert.env" --write-expired-payload "$demo/expired.payload"
  cp "$demo/expired.payload" "$demo/expired.env"
  local key
  for key in dispatch dispatch-2; do
    "$bin/tongluo" sign-order "$demo/expired.env" --key "$home/keys/$key.key" --out "$demo/expired.env" --yes \
      >"$logs/sign-order.log" 2>&1 || fail "signing the expired order" "$logs/sign-order.log"
  done
  "$bin/tongluo-hostile" --listen "$link_port" --certificate "$home/controller.crt" --key "$home/controller.key" \
    --authority "$home/devices-ca.crt" --roots "$home/roots.bin" --replay "$demo/notice.env" --expired "$demo/expired.env" \
    --clip "$demo/notice.ogg" --played "${in_village[@]}" --terminals "${#terminals[@]}" --seconds 60 --linger "$(rest_of_sentence)" ||
    fail "a terminal did not refuse an attack for the right reason" "$logs/${terminals[0]}.log"
  wait_for 10 sentence_ended || fail "the sentence did not end without the controller" "$logs/${in_township[0]}.log"
  say "The sentence ended on ${#in_township[@]} terminals, undisturbed, while the true controller was dead"
}

restart_controller() {
  say "The true controller starts again; every terminal reports what happened meanwhile"
  start_controller
  wait_for 90 not_child "$dispatcher" || fail "the alert's outcomes did not arrive" "$logs/dispatch.log" "$logs/tongluod.log"
  wait "$dispatcher" || fail "the alert" "$logs/dispatch.log" "$logs/tongluod.log"
  cat "$logs/dispatch.log"
}

not_child() { ! kill -0 "$1"; }
