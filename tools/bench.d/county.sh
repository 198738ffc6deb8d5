# A county for benchmarks: init, provision, tongluod and tongluo-fleet, one order a run. Sourced by tools/bench. Every wait has an end.

bin=${BIN:-$PWD/build/release/bin}
work=$PWD/build/bench
home=$work/home
township=500116108000
export TONGLUO_HOME=$home TONGLUO_PASSPHRASE_FILE=$work/passphrase

build_release() {  # build_release TARGET…
  [[ -z ${BIN:-} ]] || return 0
  tools/install-packages build
  mkdir -p build
  cmake --preset release >build/bench-configure.log 2>&1 || { tail -20 build/bench-configure.log; exit 1; }
  cmake --build --preset release --target "$@" -- --quiet
}

# KEEP=1: the folder of an earlier run with as many terminals; making 4,045 takes minutes on a slow disk.
make_county() {
  local made=0
  [[ -z ${KEEP:-} || ! -d $home/terminals ]] || made=$(find "$home/terminals" -mindepth 1 -maxdepth 1 | wc -l)
  [[ $made == "$1" ]] && return 0
  rm -rf "$work"
  mkdir -p "$work"
  (umask 077 && echo "benchmark passphrase" >"$TONGLUO_PASSPHRASE_FILE")
  "$bin/tongluo" init "$home" --county 500116000000 --link-port 7300 --api-port 7380 --key-memory-mib 16 \
    --quorum-level-i 1 --quorum-level-ii 1 >"$work/init.log"
  { echo "id,area,name,latitude,longitude"
    for ((i = 1; i <= $1; i++)); do printf 'TL-%06d,500116108%03d,bench %d,29.%03d,106.%03d\n' "$i" $((i % 400 + 1)) "$i" $((i % 90 + 10)) $((i / 90 % 90 + 80)); done
  } >"$work/terminals.csv"
  "$bin/tongluo" provision "$home" --csv "$work/terminals.csv" >"$work/provision.log"
  # A short clip: the tone comes first in any case, and the next run waits for the end of this one.
  # Its pitch rises, so that tongluo-listen finds where it lies.
  ffmpeg -nostdin -loglevel error -y -f lavfi -i "aevalsrc=0.3*sin(2*PI*(400+300*t)*t):d=2:s=48000" -sample_fmt s16 "$work/clip.wav"
}

await() {  # await SECONDS COMMAND…
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || { echo "bench: gave up waiting for: $*" >&2; tail -n 5 "$work"/*.log >&2; exit 1; }
    sleep 0.1
  done
}

start_county() {
  "$bin/tongluod" --config "$home/tongluod.toml" --log-level warn >"$work/tongluod.log" 2>&1 &
  controller=$!
  await 20 grep -q ready "$work/tongluod.log"
  local port=7300
  if [[ -n $link ]]; then start_link; port=7301; fi
  "$bin/tongluo-fleet" --home "$home" --port "$port" --count "$1" --seconds 900 >"$work/fleet.log" 2>&1 &
  fleet=$!
  await 60 grep -q 'all .* open' "$work/fleet.log"
}

# The profile $link between the fleet and the controller, with the seed 1.
start_link() {
  "$bin/tongluo-link-emu" --profile "$link" --seed 1 --listen-tcp 7301 --to-tcp 7300 --report "$work/link.json" \
    >"$work/link.log" 2>&1 &
  emulator=$!
  await 20 grep -q ready "$work/link.log"
}

whole_pids=()

stop_county() {
  local pid
  for pid in "${whole_pids[@]}" "${crowd[@]}" ${fleet:-} ${emulator:-} ${slow_peers:-} ${controller:-}; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
}

# One alert to everyone, to its end; its detail is kept for the reports.
dispatch_one() {
  "$bin/tongluo" dispatch --class actual --level II --area "$township" --audio "$work/clip.wav" --headline "run $1" \
    --tone-ms 3000 --confirm-count "$terminals" --wait 60 >"$work/dispatch-$1.log" 2>&1 || { tail -20 "$work/dispatch-$1.log"; exit 1; }
  local digest
  digest=$("$bin/tongluo" orders --limit 1 --json | jq -r '.orders[0].digest')
  curl -s --unix-socket "$home/api.sock" "http://localhost/api/v1/orders/$digest" >"$work/order-$1.json"
}

# column RUN FIELD: milliseconds from the submit to that time, one line for each terminal, sorted.
column() { jq -r ".submitted_at_us as \$t | .terminals[] | (.$2 - \$t) / 1000" "$work/order-$1.json" | sort -n; }
percentile() { awk -v p="$1" '{ v[NR] = $1 } END { i = int(p * NR / 100 + 0.999999); print v[i < 1 ? 1 : i] }'; }
median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

# table FIELD: p50, p99 and last of each run, then their medians in p50_median, p99_median, last_median.
table() {
  local run p50s="" p99s="" lasts="" a b c
  printf '%-16s %10s %10s %10s   (ms, %d terminals)\n' "$1" p50 p99 last "$terminals"
  for ((run = 1; run <= runs; run++)); do
    a=$(column "$run" "$1" | percentile 50) b=$(column "$run" "$1" | percentile 99) c=$(column "$run" "$1" | percentile 100)
    printf 'run %-12d %10.1f %10.1f %10.1f\n' "$run" "$a" "$b" "$c"
    p50s+="$a"$'\n' p99s+="$b"$'\n' lasts+="$c"$'\n'
  done
  p50_median=$(printf '%s' "$p50s" | median) p99_median=$(printf '%s' "$p99s" | median) last_median=$(printf '%s' "$lasts" | median)
}

# accepted_at_us is the terminal's own clock (this machine's) when it had verified and recorded the order.
report_order_latency() {
  table accepted_at_us
  printf 'figure order_last_ms %.1f ms\n' "$last_median"
}

# first_sample_us is when the first sample of the tone left for the loudspeaker. All start together, one second after the submit.
report_alert_latency() {
  table first_sample_us
  printf 'figure sound_p50_ms %.1f ms\nfigure sound_p99_ms %.1f ms\n' "$p50_median" "$p99_median"
}

# On the disk of the build folder, in folders that the programs make and remove.
bench_ledger() {
  (cd build && "$bin/ledger-bench" --runs "$runs" && "$bin/storm-bench" --runs "$runs")
}
