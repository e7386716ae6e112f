#!/usr/bin/env bash
# Style by swift-format, and the house rules that need no compiler. A few seconds. Prints every
# offence as file:line:text and ends with a status that says whether there was one.
source "$(dirname "$0")/env.sh"
# The last command of a pipe runs in this shell, so that it can count.
shopt -s lastpipe

offences=0

# offence WORDS: a rule that is broken, with the places on standard input; nothing when there are none.
offence() {
  local places
  places=$(cat)
  [[ -n $places ]] || return 0
  printf '%s\n%s\n' "lint: $1" "$places" >&2
  offences=$((offences + 1))
}

# code DIRECTORY...: the lines of code of Swift files as file:line:text, comments and texts blanked.
code() {
  # shellcheck disable=SC2016 # awk's fields, not the shell's
  find "$@" -name '*.swift' -print0 | sort -z | xargs -0 awk '
    { line = $0
      gsub(/"([^"\\]|\\.)*"/, "\"\"", line)
      sub(/\/\/.*/, "", line)
      if (line ~ /[^ ]/) print FILENAME ":" FNR ":" line }'
}

laws=(Sources/Units Sources/Policy Sources/PointsLaw)
swift_folders=(Sources Tests Fuzz)

swift format lint --strict --parallel --recursive "${swift_folders[@]}" Package.swift ||
  offence "swift-format finds style offences; make format mends most" <<<"(see above)"

code "${laws[@]}" | { grep -E '\b(Double|Float|Float16|Float32|Float64|Float80|CGFloat|Foundation[A-Za-z]*)\b' || true; } |
  offence "the law has neither binary floating point nor Foundation"

code Sources | { grep -E '\b(try|as)!|[])A-Za-z0-9_]!($|[^=])|@unchecked +Sendable' || true; } |
  offence "no forced try, cast or unwrap, and no unchecked Sendable"

find Sources -name '*.swift' -exec awk 'END { if (NR > 400) print FILENAME ":" NR " lines" }' {} \; |
  offence "a source file has at most 400 lines"

# Files under version control and those about to be.
{ git grep --untracked -nIE '/(work|root)/' -- . || true; } |
  offence "no path of one machine in the tree"

# The unit of deploy/, where systemd is at hand to read it; the program need not be installed for that.
if command -v systemd-analyze >/dev/null; then
  unit=$(mktemp -d)
  trap 'rm -rf "$unit"' EXIT
  sed 's#^ExecStart=[^ ]*#ExecStart=/bin/true#' deploy/luohu.service >"$unit/luohu.service"
  { systemd-analyze verify "$unit/luohu.service" 2>&1 || true; } |
    offence "systemd finds fault with deploy/luohu.service"
fi

((offences == 0)) || fail "rules broken: $offences"
say "lint: clean"
