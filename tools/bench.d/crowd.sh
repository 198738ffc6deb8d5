# Much at once: two live streams to a quarter of the county each, announcements to the other half, and then a level I to all, while a program
# floods the API. The fleet itself is the slowest then: 4,000 listeners of bulk and speech need more than the two cores that it shares with the
# controller, so what the sixteen whole terminals did tells of the controller. Sourced by tools/bench, after fleet.sh.

# villages FIRST LAST: as areas of the command line; make_county puts a terminal into each of 400.
villages() { local number; for ((number = $1; number <= $2; number++)); do printf -- '--area\n%s%03d\n' "${township:0:9}" "$number"; done; }

crowd=()  # stop_county ends them too

ask() { exec curl -sf --fail-early -o /dev/null --unix-socket "$home/api.sock" "http://localhost/api/v1/terminals?limit=100&sort=name&text=$1"; }

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
    ask "[1-10000000]" &
    crowd+=($!)
  done
  await 60 crowd_is_heard  # else the figures would be those of a quiet county
}

crowd_is_heard() {
  local speaking announced
  (ask 1) || return 1  # a flood of refusals would be none
  speaking=$("$bin/tongluo" live list --json | jq '[.streams[] | select(.state == "speaking")] | length')
  announced=$("$bin/tongluo" orders --limit 10 --json | jq '[.orders[] | select(.headline == "announcement" and .state == "running")] | length')
  [[ $speaking == 2 && $announced -ge 1 ]]  # KEEP=1 keeps older ones
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
  start_fleet 4g --count "$((terminals - whole))"
  start_whole
  sleep 5
  [[ $1 == quiet ]] || begin_crowd
  for ((run = 1; run <= runs; run++)); do level_i "$run"; done
  end_crowd
  end_whole level_i
  end_fleet
  p99=$(of_orders "$report" sound_ms p99)
  figure "$1_sound_p50_ms" "$(of_orders "$report" sound_ms p50)" ms
  figure "$1_sound_p99_ms" "$p99" ms
  figure "$1_whole_sound_ms" "$(whole_sound | median)" ms
}

# When the last of the whole terminals sounded, one line for each run: where the fleet is slow, they are not.
whole_sound() {
  local run
  for ((run = 1; run <= runs; run++)); do
    jq -r --arg first "$(whole_ids | head -n 1)" '.submitted_at_us as $t |
      [.terminals[] | select(.terminal >= $first) | (.first_sample_us - $t) / 1000] | max' "$work/order-$run.json"
  done
}

bench_crowd() {
  many_files
  make_county "$terminals"
  # Routine speech at the hour of the bench, whatever it is.
  grep -q "^routine_hours" "$home/tongluod.toml" || printf '\n[guard]\nroutine_hours = "00:00-24:00"\n' >>"$home/tongluod.toml"
  start_controller
  local p99 quiet
  crowd_runs quiet
  quiet=$p99
  crowd_runs crowd
  end_controller
  figure crowd_sound_p99_ratio "$(awk -v a="$p99" -v b="$quiet" 'BEGIN { print a / b }')" times
}
