# shellcheck shell=bash
# The console of the demonstration: a certificate of its own, people with passwords that are made here and printed, and a small map.

console_files=$(dirname "$bin")/console   # beside the programs, if it was built
console_people=$demo/console-people.txt

configure_console() {
  console_port=$(free_port 7443)
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=Tongluo demonstration" \
    -addext "subjectAltName=DNS:localhost,IP:127.0.0.1" -keyout "$home/console.key" -out "$home/console.crt" 2>"$logs/openssl.log" ||
    fail "the console's certificate" "$logs/openssl.log"
  chmod 600 "$home/console.key"
  printf '\n[console]\naddress = "127.0.0.1"\nport = %s\nhost = "localhost"\ncertificate = "console.crt"\nkey = "console.key"\ndirectory = "%s"\nsecond_factor = []\n' \
    "$console_port" "$console_files" >>"$home/tongluod.toml"
}

# console METHOD PATH BODY: as whoever is signed in (cookie jar and CSRF token).
console() {
  curl -s --max-time 20 --cacert "$home/console.crt" --resolve "localhost:$console_port:127.0.0.1" -b "$demo/console.jar" -c "$demo/console.jar" \
    -H "Origin: https://localhost:$console_port" -H "X-CSRF-Token: ${console_csrf:-}" -H "Content-Type: application/json" \
    -X "$1" "https://localhost:$console_port$2" -d "$3"
}

new_password() { head -c 15 /dev/urandom | base64 | tr '+/' 'xy'; }

# use_link LINK NAME DISPLAY: sets a new password through a one-time link and notes it.
use_link() {
  local password
  password=$(new_password)
  console POST /api/v1/set-up "$(jq -cn --arg t "${1##*/}" --arg n "$2" --arg d "$3" --arg p "$password" \
    '{token: $t, name: $n, display_name: $d, password: $p}')" | jq -e .name >/dev/null || fail "the account $2" "$logs/tongluod.log"
  printf '%-16s %s\n' "$2" "$password" >>"$console_people"
}

# add_account NAME DISPLAY ROLES AREAS: by the administrator, who is alone.
add_account() {
  local link
  link=$(console POST /api/v1/account-changes "$(jq -cn --arg n "$1" --arg d "$2" --argjson r "$3" --argjson a "$4" \
    '{kind: "create", name: $n, display_name: $d, roles: $r, areas: $a}')" | jq -r .set_up_link)
  [[ $link == https://* ]] || fail "the account $1: $link" "$logs/tongluod.log"
  use_link "$link" "$1" "$2"
}

# The first administrator through the link that tongluod printed, then the others; the map.
people_the_console() {
  say "The console: an administrator by the link that tongluod printed, then the others"
  local link
  (umask 077 && : >"$console_people" && : >"$demo/console.jar")
  wait_for 10 grep -q '#/set-up/' "$logs/tongluod.log" || fail "no set-up link" "$logs/tongluod.log"
  link=$(grep -o 'https://[^ ]*#/set-up/[0-9a-f]*' "$logs/tongluod.log" | tail -n 1)
  use_link "$link" admin 管理员
  console_csrf=$(console POST /api/v1/session "$(jq -cn --arg p "$(awk '$1 == "admin" {print $2}' "$console_people")" '{name: "admin", password: $p}')" | jq -r .csrf)
  add_account wangfang 王芳 '["dispatcher"]' '[]'
  add_account liwei 李伟 '["approver", "scheduler"]' '[]'
  add_account baisha 白沙镇工作人员 '["township"]' "[\"$township\"]"
  add_account jishu 技术员 '["technician"]' '[]'
  console DELETE /api/v1/session '' >/dev/null
  console_csrf=
  boundaries >"$demo/boundaries.geojson"
  "$bin/tongluo" boundaries import "$demo/boundaries.geojson" || fail "the map" "$logs/tongluod.log"
}

# Not the true boundaries: squares round the terminals of each township, so that the map shows something.
boundaries() {
  jq -cn --arg county "$county" '
    def square($code; $name; $parent; $west; $south; $east; $north): {type: "Feature",
      properties: {code: $code, name: ($name + "（示意）"), parent: $parent, synthetic: true},
      geometry: {type: "Polygon", coordinates: [[[$west, $south], [$east, $south], [$east, $north], [$west, $north], [$west, $south]]]}};
    {type: "FeatureCollection", features: [
      square($county; "江津区"; null; 106.05; 29.00; 106.30; 29.32),
      square("500116108000"; "白沙镇"; $county; 106.08; 29.02; 106.17; 29.10),
      square("500116001000"; "几江街道"; $county; 106.23; 29.25; 106.28; 29.31),
      square("500116101000"; "油溪镇"; $county; 106.08; 29.20; 106.14; 29.26)]}'
}

show_console() {
  printf '\nThe console: https://localhost:%s (its certificate is %s)\n' "$console_port" "$home/console.crt"
  sed 's/^/  /' "$console_people"
  [[ -f $console_files/index.html ]] || echo "  (its pages are not built: see controller/console/README.md; the API answers)"
}
