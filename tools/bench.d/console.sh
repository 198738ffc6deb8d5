# The console before a whole county: its first page, the API and the table while an alert runs, and 200 people who watch one. Sourced by
# tools/bench, after county.sh.

watchers=200
console_url=https://127.0.0.1:7343

# A door for browsers, without second factors: the bench has no authenticator.
configure_console() {
  sed -i '/^\[console\]/,/^\[/{/^\[console\]/d;/^\[/!d}' "$home/tongluod.toml"
  printf '\n[console]\naddress = "127.0.0.1"\nport = 7343\ncertificate = "controller.crt"\nkey = "controller.key"\ndirectory = "%s"\nsecond_factor = []\n' \
    "$(realpath "$bin/../console")" >>"$home/tongluod.toml"
}

# visitor STEP: tools/bench.d/console.mjs; `sign-in` makes the administrator and the dispatchers who do the rest.
export TONGLUO_CONSOLE=$console_url TONGLUO_WORK=$work
visitor() { timeout 300 node tools/bench.d/console.mjs "$@"; }

# Alerts one after the other, as long as somebody measures.
alerts_meanwhile() {
  local run=90
  while [[ ! -e $work/enough ]]; do dispatch_one $((++run)); done
}

# p99 over `runs` alerts of when the terminals had accepted them, into p99_median.
watched_orders() {
  local run
  for ((run = 1; run <= runs; run++)); do dispatch_one "$run"; done
  table accepted_at_us
}

bench_console() {
  visitor sign-in "$(grep -o 'https://[^ ]*#/set-up/[0-9a-f]*' "$work/tongluod.log" | tail -n 1)" "$watchers"
  visitor first-page "$runs"
  visitor table
  visitor map
  visitor table 10000
  visitor map 10000
  rm -f "$work/enough"
  alerts_meanwhile &
  local alerts=$!
  visitor api
  touch "$work/enough"
  wait "$alerts"
  watched_orders
  local quiet=$p99_median
  timeout 900 node tools/bench.d/console.mjs watch "$watchers" >"$work/watch.log" &
  local pages=$!
  await 60 grep -q "watchers: $watchers" "$work/watch.log"
  watched_orders
  kill "$pages" 2>/dev/null || true
  wait "$pages" || true
  tail -n 1 "$work/watch.log"
  awk -v quiet="$quiet" -v watched="$p99_median" \
    'BEGIN { printf "figure watched_p99_ms %.1f ms\nfigure watched_p99_ratio %.2f times\n", watched, watched / quiet }'
}
