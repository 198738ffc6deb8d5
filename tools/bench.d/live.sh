# Live speech from an RTP microphone to the virtual sound cards of real terminals. Sourced by tools/bench, after county.sh.

live_terminals=3
live_seconds=60
live_delay_ms=500

# The terminals of the county's first village, as processes with a WAV file each. Without amplifier sensors.
start_live_terminals() {
  local i id
  for ((i = 1; i <= live_terminals; i++)); do
    id=$(printf 'TL-%06d' "$i")
    "$bin/tongluo-terminal" --config "$home/terminals/$id/terminal.toml" >"$work/$id.log" 2>&1 &
    sounding+=($!)
  done
  for ((i = 1; i <= live_terminals; i++)); do await 20 grep -q 'event=link_open' "$work/$(printf 'TL-%06d' "$i").log"; done
}

bench_live_latency() {
  terminals=$live_terminals
  make_county "$terminals"
  sounding=()
  trap 'kill "${sounding[@]}" "${speaker:-}" "${controller:-}" 2>/dev/null || true; wait 2>/dev/null || true' EXIT
  "$bin/tongluod" --config "$home/tongluod.toml" --log-level warn >"$work/tongluod.log" 2>&1 &
  controller=$!
  await 20 grep -q ready "$work/tongluod.log"
  sed -i "s|^sink = .*|sink = \"wav:sound.wav\"|" "$home"/terminals/*/terminal.toml
  start_live_terminals
  "$bin/tongluo" live speak --class actual --level II --area "$township" --holder "bench" --headline "live latency" --tone none \
    --rtp --encoding l16 --delay-ms "$live_delay_ms" --max-duration $((live_seconds + 30)) --confirm-count "$terminals" \
    >"$work/speak.log" 2>&1 &
  speaker=$!
  await 20 grep -q rtp_port "$work/speak.log"
  local port
  port=$(sed -n 's/^rtp_port //p' "$work/speak.log")
  await 20 test -s "$home/terminals/TL-000001/sound.wav"
  "$bin/live-latency-probe" "$port" "$live_seconds" "${SEED:-1}" "$home"/terminals/*/sound.wav
}
