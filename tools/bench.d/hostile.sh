# Thousands of handshakes that stall or trickle beside a connected county: are its orders as fast as without them? Sourced by tools/bench,
# after county.sh.

# p99 over `runs` orders of when the terminals had accepted them, into p99_median.
hostile_orders() {
  local run
  for ((run = 1; run <= runs; run++)); do dispatch_one "$run"; done
  table accepted_at_us
}

bench_hostile() {  # bench_hostile STALLED TRICKLING
  hostile_orders
  local quiet=$p99_median
  "$bin/tongluo-slow-peers" --port 7300 --stalled "$1" --trickling "$2" --seconds 600 >"$work/slow-peers.log" 2>&1 &
  slow_peers=$!
  await 60 grep -q "slow peers: [1-9]" "$work/slow-peers.log"
  sleep 5  # all have come
  hostile_orders
  tail -n 1 "$work/slow-peers.log"
  kill "$slow_peers" 2>/dev/null || true
  awk -v quiet="$quiet" -v slow="$p99_median" \
    'BEGIN { printf "figure hostile_p99_ms %.1f ms\nfigure hostile_p99_ratio %.2f times\n", slow, slow / quiet }'
}
