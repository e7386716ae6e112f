#!/usr/bin/env bash
# Makes a fresh Debian machine ready to build: checks Swift, installs the few packages that are
# missing. Silent and done in a blink when all is there; otherwise about half a minute.
# scripts/setup.sh PACKAGE...: other Debian packages, too, for those who need more than a build.
source "$(dirname "$0")/env.sh"

least=6.1

check_swift() {
  local version
  command -v swift >/dev/null ||
    fail "Swift is not on PATH. Install Swift $least or later: https://www.swift.org/install/linux"
  version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p' | head -n 1)
  [[ -n $version ]] || fail "'swift --version' names no version; is the toolchain complete?"
  [[ $(printf '%s\n' "$least" "$version" | sort -V | head -n 1) == "$least" ]] ||
    fail "Swift $version is too old: $least or later is needed (https://www.swift.org/install/linux)"
}

# has_library HEADER ARCHIVE: both halves of a development package.
has_library() {
  [[ -e /usr/include/$1 || -e /usr/local/include/$1 ]] || return 1
  compgen -G "/usr/lib/*/$2" >/dev/null || compgen -G "/usr/l*/lib/$2" >/dev/null ||
    [[ -e /usr/lib/$2 ]]
}

missing_packages() {
  local tool
  has_library yaml.h libyaml.a || echo libyaml-dev
  has_library zlib.h libz.a || echo zlib1g-dev
  has_library sqlite3.h libsqlite3.so || echo libsqlite3-dev
  has_library postgresql/libpq-fe.h libpq.so || echo libpq-dev
  has_library turbojpeg.h libturbojpeg.so || echo libturbojpeg0-dev
  has_library xlsxwriter.h libxlsxwriter.so || echo libxlsxwriter-dev
  has_library cairo/cairo.h libcairo.so || echo libcairo2-dev
  compgen -G "/usr/include/*/curl/curl.h" >/dev/null || has_library curl/curl.h libcurl.so ||
    echo libcurl4-openssl-dev
  python3 -c "import ensurepip, venv" 2>/dev/null || echo python3-venv
  for tool in make git python3 curl openssl; do
    command -v "$tool" >/dev/null || echo "$tool"
  done
}

install_packages() {
  local root=()
  command -v apt-get >/dev/null ||
    fail "missing: $*. There is no apt-get here; install what your system calls them."
  if ((EUID != 0)); then
    command -v sudo >/dev/null ||
      fail "missing: $*. Not root and no sudo; ask for: apt-get install $*"
    root=(sudo)
    # Without a terminal nobody can type a password.
    [[ -t 0 ]] || root+=(-n)
  fi
  say "Installing $*"
  {
    "${root[@]}" apt-get update -q &&
      "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$@"
  } >&2 || fail "could not install $*. By hand: apt-get update && apt-get install $*"
  say "Installed $*"
}

check_swift
mapfile -t missing < <(missing_packages)
for package in "$@"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
((${#missing[@]} == 0)) || install_packages "${missing[@]}"
