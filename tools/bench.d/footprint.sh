# What the firmware takes: bytes on flash per architecture, memory, instructions per second of sound, time to the session. Sourced by
# tools/bench, after county.sh.

stripped_mb() {  # stripped_mb ARCH STRIP PROGRAM FIGURE
  "$2" -o "$work/stripped-$1" "$3"
  awk -v bytes="$(stat -c %s "$work/stripped-$1")" -v name="$4" 'BEGIN { printf "figure %s %.2f MB\n", name, bytes / 1e6 }'
}

# Of the tests nothing: only the program.
build_firmware() {  # build_firmware PRESET
  cmake --preset "$1" >"build/$1-configure.log" 2>&1 || { tail -20 "build/$1-configure.log"; return 1; }
  cmake --build --preset "$1" --target tongluo-terminal -- --quiet
}

cross_size() {  # cross_size ARCH TRIPLET FIGURE
  tools/make-sysroot "$1"
  build_firmware "$1"
  stripped_mb "$1" "$2-strip" "build/$1/bin/tongluo-terminal" "$3"
}

resident_mb() { awk '/^VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$1/status"; }

# Callgrind counts, so the figure repeats: the difference of two lengths leaves out start-up and the making of the clip.
instructions() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$bin/audio-cost" --seconds "$1" 2>&1 | sed -n 's/.*Collected : //p'
}

bench_terminal_process() {
  local id=TL-000001 began controller_log=$work/tongluod.log
  make_county 1
  trap 'kill "${sounding:-}" "${controller:-}" 2>/dev/null || true; wait 2>/dev/null || true' EXIT
  "$bin/tongluod" --config "$home/tongluod.toml" --log-level warn >"$controller_log" 2>&1 &
  controller=$!
  await 20 grep -q ready "$controller_log"
  sed -i 's|^sink = .*|sink = "null"|' "$home/terminals/$id/terminal.toml"
  began=$(date +%s%N)
  build/native/bin/tongluo-terminal --config "$home/terminals/$id/terminal.toml" >"$work/$id.log" 2>&1 &
  sounding=$!
  until grep -q event=link_open "$work/$id.log"; do
    (($(date +%s%N) - began < 20000000000)) || { echo "bench: no session" >&2; return 1; }
    sleep 0.002
  done
  echo "figure fw_start_to_session_ms $((($(date +%s%N) - began) / 1000000)) ms"
  sleep 3
  echo "figure fw_rss_idle_mb $(resident_mb "$sounding") MB"
  "$bin/tongluo" dispatch --class actual --level II --area "$township" --audio "$work/clip.wav" --headline footprint --tone-ms 8000 \
    --confirm-count 1 >"$work/dispatch.log" 2>&1
  await 20 grep -q "event=play " "$work/$id.log"
  sleep 3
  echo "figure fw_rss_playing_mb $(resident_mb "$sounding") MB"
}

bench_footprint() {
  mkdir -p "$work"
  build_firmware native
  stripped_mb amd64 strip build/native/bin/tongluo-terminal fw_stripped_mb_amd64
  cross_size armhf arm-linux-gnueabihf fw_stripped_mb
  cross_size arm64 aarch64-linux-gnu fw_stripped_mb_arm64
  local short long
  short=$(instructions 20) long=$(instructions 60)
  awk -v a="$short" -v b="$long" 'BEGIN { printf "figure fw_minstr_per_s %.1f million\n", (b - a) / 40 / 1e6 }'
  (bench_terminal_process)
}
