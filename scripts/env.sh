# shellcheck shell=bash
# What all scripts share: strict mode, the clone as working folder, where builds go, how results
# are told. Sourced, never run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# A crash must end at once: Swift's backtracer can hang and keep the output open.
export SWIFT_BACKTRACE=enable=no

# say WORDS...: one line for the person who watches, apart from what a script is asked to print.
say() { printf '%s\n' "$*" >&2; }

# fail WORDS...: the reason on standard error, and the end.
fail() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# scratch: the folder for builds.
#   LUOHU_BUILD              when set
#   ~/.cache/luohu-build/…   when that folder exists: dependencies stay built for later clones
#   .build                   of this clone otherwise
scratch() {
  local base=$PWD/.build
  if [[ -n ${LUOHU_BUILD:-} ]]; then
    base=$LUOHU_BUILD
  elif [[ -d ${HOME:-}/.cache/luohu-build ]]; then
    base=$HOME/.cache/luohu-build/main
  fi
  printf '%s\n' "$base"
}

# scratch_for KIND: the folder beside it for builds with other compiler flags (coverage, fuzz).
scratch_for() { printf '%s-%s\n' "$(scratch)" "$1"; }

# python_environment NAME REQUIREMENTS: the folder of a Python environment with the packages of a file, beside the builds;
# made the first time and when the file changes. Several tests may ask for the same one at once.
python_environment() {
  local environment requirements=$2
  environment=$(scratch_for "$1")
  python3 -c 'import ensurepip, venv' 2>/dev/null ||
    fail "python3 cannot make an environment: apt-get install python3-venv"
  mkdir -p "$(dirname "$environment")"
  (
    flock 8
    if ! cmp -s "$requirements" "$environment/requirements.txt"; then
      rm -rf "$environment"
      python3 -m venv "$environment" >&2
      "$environment/bin/pip" install --quiet --disable-pip-version-check -r "$requirements" >&2 ||
        fail "could not install the packages of $requirements from PyPI"
      cp "$requirements" "$environment/requirements.txt"
    fi
  ) 8>"$environment.lock"
  printf '%s\n' "$environment"
}

# Debian packages of the programs that tests start, besides what a build needs.
test_packages=(postgresql qpdf poppler-utils clamav-daemon glewlwyd)

# build_debug: everything and its tests, without optimisation.
build_debug() { swift build --build-tests --scratch-path "$(scratch)" >&2; }

# run_tests: all tests that are built. Those of stores, files, mail, signing in and the served program wait for other
# processes within limits, so they run one after the other, when nothing else does.
run_tests() {
  local served='^LuohuTests\.Serve' stores='^(StoreTests|DocumentsTests|ExchangeTests|IdentityTests)\.'
  swift test --skip-build --scratch-path "$(scratch)" --skip "$served" --skip "$stores"
  swift test --skip-build --scratch-path "$(scratch)" --no-parallel --filter "$served"
  swift test --skip-build --scratch-path "$(scratch)" --no-parallel --filter "$stores"
}

# build_release: the program as it is shipped, without need of Swift's own libraries. Without names, since nobody links
# with it and only a debugger wants the others, and with the addresses that the loader has to set packed (glibc 2.36, that
# of Debian 12, or later; by the linker that comes with Swift).
build_release() {
  swift build -c release --static-swift-stdlib -Xswiftc -use-ld=lld -Xlinker -s -Xlinker --no-export-dynamic \
    -Xlinker -z -Xlinker pack-relative-relocs --product luohu --scratch-path "$(scratch)" >&2
}

# binary debug|release: where the program is.
binary() { printf '%s/luohu\n' "$(swift build -c "$1" --scratch-path "$(scratch)" --show-bin-path)"; }
