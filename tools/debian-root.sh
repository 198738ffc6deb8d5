# shellcheck shell=bash
# A folder with packages of Debian 12 in it. Sourced by tools/make-sysroot and tools/try-packages.

# debian_root ARCH VARIANT FOLDER PACKAGE…: VARIANT extract unpacks and configures nothing; apt is the least userland with apt.
# From the release suite alone, since a library of the updates suite may need another one's version than the release has.
debian_root() {
  local arch=$1 variant=$2 folder=$3 site
  shift 3
  site=$(apt-get indextargets --format '$(CODENAME) $(SITE)' 'Created-By: Packages' | awk '$1 == "bookworm" { print $2; exit }')
  [[ -n $site ]] || { echo "debian-root: apt knows no source of the release suite" >&2; return 1; }
  rm -rf "$folder"
  mkdir -p "$(dirname "$folder")"
  # Credentials and proxies for the source are this machine's own.
  mmdebstrap --quiet --mode=auto --arch="$arch" --variant="$variant" --include="$(IFS=,; echo "$*")" \
    --setup-hook='mkdir -p "$1/etc/apt/apt.conf.d" "$1/etc/apt/auth.conf.d"' \
    --setup-hook='cp -a /etc/apt/auth.conf.d/. "$1/etc/apt/auth.conf.d/" 2>/dev/null || true' \
    --dpkgopt=force-unsafe-io \
    bookworm "$folder" "deb $site bookworm main"
}
