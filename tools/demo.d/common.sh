# shellcheck shell=bash
# Shared by the parts of tools/demo: saying, waiting, starting, stopping, giving up. Every wait has an end.

export TONGLUO_HOME=$home
export TONGLUO_PASSPHRASE_FILE=$demo/passphrase
pids=$demo/pids
logs=$demo/logs

say() { printf '\n== %s\n' "$*"; }

# fail WHAT [LOG…]: says what did not hold, shows the ends of the logs that tell why.
fail() {
  printf '\ndemo: FAILED: %s\n' "$1" >&2
  shift
  local log
  for log in "$@"; do
    [[ -s $log ]] || continue
    printf -- '--- the end of %s\n' "$log" >&2
    tail -n 25 "$log" >&2
  done
  exit 1
}

# wait_for SECONDS COMMAND…: until the command succeeds; false when the time is up.
wait_for() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || return 1
    sleep 0.2
  done
}

# start NAME COMMAND…: in the background, its output in a log of that name, its process id in $last_pid and in the list that
# stop_everything reads.
start() {
  local name=$1
  shift
  "$@" >>"$logs/$name.log" 2>&1 &
  last_pid=$!
  echo "$last_pid" >>"$pids"
}

# Only processes that a demo started: a process id that has passed to another program is left alone.
is_ours() { [[ $({ tr '\0' ' ' <"/proc/$1/cmdline"; } 2>/dev/null) == *"$demo/"* ]]; }

stop_everything() {
  [[ -f $pids ]] || return 0
  local pid
  for pid in $(<"$pids"); do is_ours "$pid" && kill "$pid" 2>/dev/null; done
  for pid in $(<"$pids"); do
    wait_for 5 not_running "$pid" || { is_ours "$pid" && kill -9 "$pid" 2>/dev/null; } || true
  done
  rm -f "$pids"
}

not_running() { ! is_ours "$1"; }

finish_once() {
  local status=$?
  stop_everything
  exit "$status"
}

count() { grep -o -- "$1" | wc -l; }  # occurrences, not lines

free_port() {
  local port
  for ((port = $1; port < $1 + 50; port++)); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
  fail "no free port from $1 on"
}

build_programs() {
  say "Build"
  "$root/tools/install-packages" build
  cd "$root" || fail "$root is gone"
  mkdir -p "$root/build"
  cmake --preset dev >"$root/build/demo-configure.log" 2>&1 || fail "cmake" "$root/build/demo-configure.log"
  cmake --build --preset dev --target tongluod tongluo-confine tongluo-terminal tongluo tongluo-hostile tongluo-listen console
}
