# shellcheck shell=bash
# The district of the demonstration: Jiangjin (江津区, 500116) in Chongqing. Names and codes of townships and villages are those of
# the National Bureau of Statistics' division codes (统计用区划代码, the 2023 edition; the first six digits are GB/T 2260).
# Positions are only near the true ones.

county=500116000000            # 江津区: all twelve
township=500116108000          # 白沙镇: five terminals, the alert goes here
township_name=白沙镇
village=500116108201           # 黑石山村 in 白沙镇: two terminals, the recording goes here
village_name=黑石山村

survey() {
  cat <<'CSV'
id,area,name,latitude,longitude
TL-500116-0001,500116108201,白沙镇黑石山村一组,29.0672,106.1283
TL-500116-0002,500116108201,白沙镇黑石山村五组,29.0711,106.1322
TL-500116-0003,500116108203,白沙镇金盆村,29.0518,106.1187
TL-500116-0004,500116108204,白沙镇柿子村,29.0395,106.1410
TL-500116-0005,500116108008,白沙镇滩盘社区,29.0604,106.1098
TL-500116-0006,500116001200,几江街道五举村,29.2790,106.2541
TL-500116-0007,500116001205,几江街道石墙村,29.2713,106.2618
TL-500116-0008,500116001012,几江街道大西门社区,29.2884,106.2489
TL-500116-0009,500116101200,油溪镇联合村,29.2367,106.1104
TL-500116-0010,500116101201,油溪镇大坡村,29.2451,106.0983
TL-500116-0011,500116101202,油溪镇盘古村,29.2289,106.1216
TL-500116-0012,500116101203,油溪镇石羊村,29.2198,106.1057
CSV
}

terminals=($(survey | sed -n '2,$s/,.*//p'))
in_township=(TL-500116-0001 TL-500116-0002 TL-500116-0003 TL-500116-0004 TL-500116-0005)
in_village=(TL-500116-0001 TL-500116-0002)

# among WORD LIST…
among() {
  local word=$1 one
  shift
  for one in "$@"; do [[ $one == "$word" ]] && return 0; done
  return 1
}

make_district() {
  say "Keys, authorities, trust list, three townships with ${#terminals[@]} terminals"
  rm -rf "$demo"
  mkdir -p "$logs"
  : >"$pids"
  (umask 077 && echo "demonstration passphrase" >"$TONGLUO_PASSPHRASE_FILE")
  link_port=$(free_port 7100)
  api_port=$(free_port 7180)
  "$bin/tongluo" init "$home" --county "$county" --person 王芳 --second-person 李伟 --link-port "$link_port" --api-port "$api_port" \
    --key-memory-mib 16 >"$logs/init.log" 2>&1 || fail "tongluo init" "$logs/init.log"
  # The demonstration runs at any hour: no curfew here.
  printf '\n[guard]\nroutine_hours = "00:00-24:00"\nexercise_hours = "00:00-24:00"\ntest_hours = "00:00-24:00"\n' >>"$home/tongluod.toml"
  survey >"$demo/terminals.csv"
  "$bin/tongluo" provision "$home" --csv "$demo/terminals.csv" --sink wav:sound.wav || fail "tongluo provision"
}

start_controller() {
  : >"$logs/tongluod.log"
  start tongluod "$bin/tongluod" --config "$home/tongluod.toml" --ports-file "$demo/ports.json"
  controller=$last_pid
  wait_for 10 grep -q '^tongluod: ready' "$logs/tongluod.log" || fail "tongluod did not start" "$logs/tongluod.log"
  grep '^tongluod: ready' "$logs/tongluod.log"
}

online() { "$bin/tongluo" terminals --json | count '"state":"online"'; }
all_online() { (($(online) == ${#terminals[@]})); }

start_terminals() {
  local id
  for id in "${terminals[@]}"; do
    start "$id" "$bin/tongluo-terminal" --config "$home/terminals/$id/terminal.toml"
  done
  wait_for 20 all_online || fail "only $(online) of ${#terminals[@]} terminals online" "$logs/tongluod.log" "$logs/${terminals[0]}.log"
  say "Online: ${#terminals[@]} of ${#terminals[@]} terminals"
}
