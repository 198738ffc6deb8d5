# shellcheck shell=bash
# The packages under the real systemd: process 1 of namespaces of its own, on this machine's kernel, of which it can change nothing (/sys and
# /proc/sys are read-only) and whose network it does not see. Sourced by tools/try-packages.

namespaces=(--pid --mount --uts --ipc --cgroup --net)
# shellcheck disable=SC2016
enter_as_process_1='
  set -e
  root=$1
  mount --rbind "$root" "$root"
  mount -t proc proc "$root/proc"
  mount --bind "$root/proc/sys" "$root/proc/sys"
  mount -o remount,bind,ro "$root/proc/sys"
  mount -t sysfs -o ro sysfs "$root/sys"
  mount -t cgroup2 none "$root/sys/fs/cgroup"
  mount -t tmpfs -o mode=755 tmpfs "$root/run"
  mount -t tmpfs -o mode=755 tmpfs "$root/dev"
  for name in null zero full random urandom tty; do mknod -m 666 "$root/dev/$name" c $(stat -c "0x%t 0x%T" "/dev/$name"); done
  mkdir "$root/dev/pts" "$root/dev/shm"
  mount -t devpts -o newinstance,ptmxmode=666 devpts "$root/dev/pts"
  ln -s pts/ptmx "$root/dev/ptmx"
  exec chroot "$root" /usr/bin/env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd'

may_boot() {
  rm -rf "$work/may"
  unshare "${namespaces[@]}" --fork sh -c 'mkdir -p "$1" && mount -t cgroup2 none "$1" && mount -t sysfs -o ro sysfs "$1"' may "$work/may" 2>/dev/null
}

in_system() { nsenter -t "$process_1" "${namespaces[@]}" --root --wd /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
runs() { [[ $(in_system systemctl is-system-running) == running ]]; }
active() { in_system systemctl is-active "$1"; }
journal() { in_system journalctl --no-pager -u 'tongluo*' >"$work/journal.log" 2>&1 || true; }
fail_booted() { journal; fail "$1" "$work/boot.log" "$work/journal.log"; }

ended() { ! kill -0 "$1" 2>/dev/null; }

# False: systemd does not run.
boot() {
  unshare "${namespaces[@]}" --fork bash -c "$enter_as_process_1" boot "$root" >"$work/boot.log" 2>&1 &
  local outside=$!
  disown "$outside"  # how it ends is told by who waits for process 1
  await 10 pgrep -P "$outside" || return 1
  process_1=$(pgrep -P "$outside")
  await 60 runs
}

switch_off() {
  [[ -n ${process_1:-} ]] || return 0
  kill -KILL "$process_1" 2>/dev/null || true  # any other signal is an order to systemd
  await 10 ended "$process_1" || true
  process_1=
}

install_booted() {  # FILE…
  rm -rf "$root/root/debs"
  mkdir -p "$root/root/debs"
  cp "$@" "$root/root/debs/"
  in_system sh -c 'apt-get install -y -o Dpkg::Use-Pty=0 --no-install-recommends /root/debs/*.deb' >"$work/apt.log" 2>&1 || fail "apt install under systemd" "$work/apt.log"
  local unit
  for unit in tongluod tongluo-terminal tongluo-terminal-reboot; do
    active "$unit.path" >/dev/null || fail_booted "$unit.path does not wait"
    [[ $(active "$unit.service") == inactive ]] || fail_booted "$unit.service runs without a configuration"
  done
}

wait_until_both_run() {
  local unit
  for unit in tongluod tongluo-terminal; do await 60 active "$unit.service" || fail_booted "systemd does not run $unit"; done
  await 60 online || fail_booted "the terminal has no session"
}

# Text is spoken by programs that tongluod starts: inside what its unit and tongluo-confine leave them.
speak() {
  tongluo dispatch --class actual --level II --area "$county" --headline "packages" --text "长江洪水正在上涨。" --tone-ms 3000 --confirm-count 1 --wait 60 \
    >"$work/dispatch.log" 2>&1 || { journal; fail "an alert from text" "$work/dispatch.log" "$work/journal.log"; }
}

restarted() { [[ $(in_system systemctl show -P NRestarts "$1.service") == 1 ]]; }
hang_both() {
  local unit
  for unit in tongluod tongluo-terminal; do in_system systemctl kill --kill-whom=main -s STOP "$unit.service"; done
  for unit in tongluod tongluo-terminal; do await 90 restarted "$unit" || fail_booted "systemd does not restart $unit, which hangs"; done
}

# A signed command, the terminal's file, the path unit, the service that has the right.
restart_device() {
  tongluo maintain TL-000001 reboot >"$work/reboot.log" 2>&1 || { journal; fail "the command reboot" "$work/reboot.log" "$work/journal.log"; }
  await 60 ended "$process_1" || fail_booted "systemd does not restart the device"
}

try_systemd() {  # BUILD
  may_boot || { say "left out: systemd as process 1, which takes the right to mount cgroup2 and sysfs"; return 0; }
  local debs=("$(package "$1" tongluo-controller)" "$(package "$1" tongluo-terminal)")
  local needed
  mapfile -t needed < <(for file in "${debs[@]}"; do dependencies "$file"; done | sort -u)
  debian_root "$(dpkg --print-architecture)" apt "$root" systemd dbus "${needed[@]}" >"$work/root.log" 2>&1 || fail "no userland with systemd" "$work/root.log"
  ln -s /dev/null "$root/etc/systemd/system/console-getty.service"  # there is no console
  boot || { say "left out: systemd does not boot in namespaces here: $(in_system systemctl --failed --no-legend 2>&1 | head -n 3)"; switch_off; return 0; }
  install_booted "${debs[@]}"
  make_county
  printf '[supervision]\nreboot_request = "/run/tongluo-terminal/reboot"\n' >>"$root/var/lib/tongluo-terminal/terminal.toml"
  in_system systemctl restart tongluo-terminal.service
  wait_until_both_run
  speak
  hang_both
  wait_until_both_run
  restart_device
  boot || fail_booted "systemd does not boot again"
  wait_until_both_run
  stop_all
  say "under systemd: started by their configuration, spoken to, restarted when they hang, the device restarted by command, started with it"
}
