# Much at once: two live streams to a quarter of the county each, announcements to the other half, and then a level I to all, while somebody
# floods the API without an account. Sourced by tools/bench, after fleet.sh.

# villages FIRST LAST: as areas of the command line; make_county puts a terminal into each of 400.
villages() { local number; for ((number = $1; number <= $2; number++)); do printf -- '--area\n%s%03d\n' "${township:0:9}" "$number"; done; }

# Each goes on for longer than the runs take.
begin_crowd() {
  local speech=$work/speech.wav part
  ffmpeg -nostdin -loglevel error -y -f lavfi -i "sine=frequency=300:duration=240" "$speech"
  for part in 1 2; do
    mapfile -t areas < <(villages $((part * 100 - 99)) $((part * 100)))
    "$bin/tongluo" live speak --holder "bench $part" --max-duration 300 --file "$speech" --class routine --level routine \
      --headline "speech $part" "${areas[@]}" >"$work/speak-$part.log" 2>&1 &
    crowd+=($!)
  done
  mapfile -t areas < <(villages 201 400)
  "$bin/tongluo" dispatch --class routine --level routine --audio "$speech" --headline "announcement" --wait 0 "${areas[@]}" >"$work/announce.log" 2>&1
  # Sixteen connections that ask as fast as they are answered.
  for part in $(seq 16); do
    (while curl -s -o /dev/null --unix-socket "$home/api.sock" "http://localhost/api/v1/terminals?limit=100&search=$part"; do :; done) &
    crowd+=($!)
  done
  sleep 10
}

end_crowd() {
  ((${#crowd[@]})) || return 0
  kill "${crowd[@]}" 2>/dev/null || true
  wait "${crowd[@]}" 2>/dev/null || true
  crowd=()
}

level_i() {  # level_i RUN
  "$bin/tongluo" dispatch --class actual --level I --area "$township" --audio "$work/clip.wav" --headline "run $1" --tone-ms 3000 \
    --confirm-count "$terminals" --wait 60 >"$work/dispatch-$1.log" 2>&1 || { tail -20 "$work/dispatch-$1.log"; exit 1; }
  local digest
  digest=$("$bin/tongluo" orders --limit 1 --json | jq -r '.orders[0].digest')
  curl -s --unix-socket "$home/api.sock" "http://localhost/api/v1/orders/$digest" >"$work/order-$1.json"
}

crowd_runs() {  # crowd_runs NAME: p99 of the sound in ms, into $p99
  local run report=$work/fleet-4g.json
  start_fleet 4g --count "$terminals"
  sleep 5
  [[ $1 == quiet ]] || begin_crowd
  for ((run = 1; run <= runs; run++)); do level_i "$run"; done
  end_crowd
  end_fleet
  p99=$(of_orders "$report" sound_ms p99)
  figure "$1_sound_p50_ms" "$(of_orders "$report" sound_ms p50)" ms
  figure "$1_sound_p99_ms" "$p99" ms
}

bench_crowd() {
  many_files
  make_county "$terminals"
  start_controller
  local p99 quiet crowd=()
  crowd_runs quiet
  quiet=$p99
  crowd_runs crowd
  end_controller
  figure crowd_sound_p99_ratio "$(awk -v a="$p99" -v b="$quiet" 'BEGIN { print a / b }')" times
}
