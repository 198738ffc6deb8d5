# The county on a modelled network: tongluod and tongluo-fleet --profile. Sourced by tools/bench, after county.sh. Figures come from the
# fleet's report, in true time; orders count from their submit.

# Two sockets for each terminal in the fleet, one in the controller; where the hard limit may not be raised, it is the limit.
many_files() { ulimit -Hn 65536 2>/dev/null || true; ulimit -n "$(ulimit -Hn)"; }

start_controller() {
  "$bin/tongluod" --config "$home/tongluod.toml" --log-level warn >"$work/tongluod.log" 2>&1 &
  controller=$!
  await 60 grep -q ready "$work/tongluod.log"
}

# start_fleet PROFILE [OPTION…]: until all are open.
start_fleet() {
  local profile=$1
  shift
  "$bin/tongluo-fleet" --home "$home" --port 7300 --seconds 3600 --profile "$profile" --seed "${SEED:-1}" \
    --json "$work/fleet-$profile.json" --controller-pid "$controller" --quiet ${FLEET_OPTIONS:-} "$@" >"$work/fleet.log" 2>&1 &
  fleet=$!
  await 400 grep -q "all .* open" "$work/fleet.log"
}

# Sixteen terminals run whole beside the fleet: the real program, which verifies each signature, decodes, and writes what it plays.
whole=16
whole_ids() { seq -f 'TL-%06.0f' "$((terminals - whole + 1))" "$terminals"; }
whole_open() { [[ $(cat "$work"/whole-*.log | grep -c event=link_open) == "$whole" ]]; }

start_whole() {
  local id
  whole_pids=()
  rm -f "$work"/whole-*.log
  for id in $(whole_ids); do
    sed -i 's|^sink = .*|sink = "wav:sound.wav"|' "$home/terminals/$id/terminal.toml"
    rm -f "$home/terminals/$id/sound.wav"
    "$bin/tongluo-terminal" --config "$home/terminals/$id/terminal.toml" >"$work/whole-$id.log" 2>&1 &
    whole_pids+=($!)
  done
  await 60 whole_open
}

# Tone and clip of an alert must be in each one's sound, whatever its receipts say.
end_whole() {  # end_whole TONE
  local id heard=0
  kill "${whole_pids[@]}"
  wait "${whole_pids[@]}" || true
  whole_pids=()
  for id in $(whole_ids); do
    ! "$bin/tongluo-listen" contains "$home/terminals/$id/sound.wav" --tone "$1" --tone-ms 3000 --source "$work/clip.wav" >/dev/null ||
      heard=$((heard + 1))
  done
  echo "run whole beside the fleet: $whole terminals; tone and clip are in the sound of $heard"
  ((heard == whole)) || { echo "bench: a whole terminal did not sound" >&2; exit 1; }
}

end_fleet() {
  kill -TERM "$fleet"
  wait "$fleet" || (($? == 1))
  cat "$work/fleet.log"
  fleet=
}

end_controller() {
  kill "$controller"
  wait "$controller" || true
  controller=
}

resident_kb() { awk '/^VmRSS/ { print $2 }' "/proc/$1/status"; }
figure() { printf 'figure %s %s %s\n' "$1" "$(LC_ALL=C printf '%.2f' "$2")" "$3"; }

# An alert that is stopped while it sounds.
stop_one() {
  local long=$work/long.wav
  ffmpeg -nostdin -loglevel error -y -f lavfi -i "sine=frequency=500:duration=60" "$long"
  "$bin/tongluo" dispatch --class actual --level II --area "$township" --audio "$long" --headline "to be stopped" --tone-ms 3000 \
    --confirm-count "$terminals" --wait 0 >"$work/dispatch-stop.log" 2>&1
  sleep 6
  "$bin/tongluo" stop-all --area "$township" >"$work/stop-all.log" 2>&1
  sleep 3
}

# of_orders REPORT FIELD STATISTIC: the median over the runs, in ms since the submit.
of_orders() {
  local run digest shift
  for ((run = 1; run <= runs; run++)); do
    digest=$(jq -r .digest "$work/order-$run.json")
    shift=$(jq -r .submitted_at_us "$work/order-$run.json")
    jq -r --arg digest "$digest" --argjson shift "$shift" \
      ".orders[] | select(.digest == \$digest) | .$2.$3 - (\$shift - .issued_at_us) / 1000" "$1"
  done | median
}

of_neighbours() { jq -r "[.orders[] | select(.stop_all | not) | .instep_first_ms | select(.count > 0) | .$2] | sort | .[length / 2 | floor] // 0" "$1"; }

one_profile() {  # one_profile PROFILE
  local profile=$1 report=$work/fleet-$1.json before after run
  start_controller
  before=$(resident_kb "$controller")
  start_fleet "$profile" --count "$((terminals - whole))"
  start_whole
  sleep 5
  after=$(resident_kb "$controller")
  for ((run = 1; run <= runs; run++)); do dispatch_one "$run"; done
  stop_one
  end_whole level_ii
  end_fleet
  end_controller
  if [[ $profile == lan ]]; then
    figure order_last_ms "$(of_orders "$report" delivered_ms last)" ms
    figure receipts_durable_ms "$(of_orders "$report" durable_ms last)" ms
    figure session_kb "$(awk -v a="$after" -v b="$before" -v n="$terminals" 'BEGIN { print (a - b) / n }')" kB
  else
    local of=
    [[ $profile == 4g ]] || of=fleet_${profile}_
    figure "${of}sound_p50_ms" "$(of_orders "$report" sound_ms p50)" ms
    figure "${of}sound_p99_ms" "$(of_orders "$report" sound_ms p99)" ms
    figure "${of}stop_all_p99_ms" "$(jq '[.orders[] | select(.stop_all) | .silent_ms.p99] | max' "$report")" ms
  fi
  figure "fleet_order_${profile}_p99_ms" "$(of_orders "$report" delivered_ms p99)" ms
  figure "fleet_instep_${profile}_p99_ms" "$(of_neighbours "$report" p99)" ms
}

bench_county() {
  ((terminals > whole)) || { echo "bench: county needs more than $whole terminals" >&2; exit 2; }
  many_files
  make_county "$terminals"
  local profile
  for profile in ${PROFILES:-lan 4g}; do one_profile "$profile"; done
}

# The last line of the fleet that tells how long it took until all were open, behind line number $1 of its log.
opened() { tail -n +"$(($1 + 1))" "$work/fleet.log" | sed -n 's/.*all .* open after \([0-9.]*\) s$/\1/p' | tail -n 1; }
opened_since() { [[ -n $(opened "$1") ]]; }

stable_session_s=61

# storm_once together|jittered: kill -9; all come back, at one moment once the controller listens again, or by their own back-off. Into $took
# (not by its output: the controller it starts is this shell's to end).
storm_once() {
  local lines
  # Who lost several sessions in a row waits longer each time; a controller that fell once finds sessions that have stood.
  [[ $1 == together ]] || sleep "$stable_session_s"
  kill -9 "$controller"
  wait "$controller" 2>/dev/null || true
  sleep 2
  lines=$(wc -l <"$work/fleet.log")
  start_controller
  [[ $1 == jittered ]] || kill -USR1 "$fleet"
  await 180 opened_since "$lines"
  took=$(opened "$lines")
  sleep 1
}

bench_storm() {
  many_files
  make_county "$terminals"
  start_controller
  start_fleet lan --count "$terminals"
  sleep 2
  local run took together="" jittered=""
  for ((run = 1; run <= runs; run++)); do storm_once together; together+=$took$'\n'; done
  for ((run = 1; run <= runs; run++)); do storm_once jittered; jittered+=$took$'\n'; done
  end_fleet
  end_controller
  printf 'all at one moment, s: %s\nby their own back-off, s: %s\n' "$(echo $together)" "$(echo $jittered)"
  figure storm_s "$(printf '%s' "$together" | median)" s
  figure storm_worst_s "$(printf '%s' "$together" | sort -n | tail -n 1)" s
  figure storm_jittered_s "$(printf '%s' "$jittered" | median)" s
  figure resumed_pct "$(jq .resumed_pct "$work/fleet-lan.json")" %
}

octets_now() { awk '/octets of TLS/ { n = $(NF - 5) } END { print n }' "$work/fleet.log"; }

# Octets of one heartbeat exchange and of one reconnect (with what follows it: time, first readings), measured at 30 s heartbeats; the month is
# computed: 120 s heartbeats, ten drops a day. Headers of TCP and IP are added: 52 octets (with time stamps) for three segments of an
# exchange and twelve of a reconnect.
bench_control() {
  many_files
  make_county "$terminals"
  sed -i 's/^heartbeat_s = .*/heartbeat_s = 30/' "$home/tongluod.toml"
  start_controller
  "$bin/tongluo-fleet" --home "$home" --port 7300 --count "$terminals" --seconds 900 --profile lan --json "$work/fleet-control.json" \
    >"$work/fleet.log" 2>&1 &
  fleet=$!
  await 60 grep -q 'all .* open' "$work/fleet.log"
  local idle beaten again drops=3 drop
  sleep 40
  idle=$(octets_now)
  sleep 120
  beaten=$(octets_now)
  for ((drop = 1; drop <= drops; drop++)); do kill -USR1 "$fleet"; sleep 8; done
  again=$(octets_now)
  end_fleet >/dev/null
  end_controller
  awk -v i="$idle" -v b="$beaten" -v a="$again" -v d="$drops" 'BEGIN {
    exchange = (b - i) / 4 + 3 * 52
    reconnect = (a - b - (b - i) * 8 * d / 120) / d + 12 * 52
    printf "octets of an exchange %.0f, of a reconnect %.0f\n", exchange, reconnect
    printf "figure control_mb_month %.2f MB\n", (30 * 86400 / 120 * exchange + 300 * reconnect) / 1e6
  }'
}
