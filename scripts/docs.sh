#!/usr/bin/env bash
# Writes the reference pages that the program itself knows best: every command's help, and every
# edition's parameters. Seconds after a release build. The pages are committed.
source "$(dirname "$0")/env.sh"
say "Writing the reference pages: seconds once built."

scripts/setup.sh
luohu=$(scripts/build.sh release | tail -n 1)
mkdir -p Docs/reference

# subcommands COMMAND...: the names that a command's help lists below SUBCOMMANDS.
subcommands() {
  "$luohu" "$@" --help |
    awk '/^SUBCOMMANDS:/ { on = 1; next } on && /^  [a-z]/ { print $1 } on && /^[^ ]/ { on = 0 }'
}

# section COMMAND...: one command's help, then those below it.
section() {
  local name
  printf '\n## luohu%s\n\n```text\n' "${*:+ $*}"
  COLUMNS=100 "$luohu" "$@" --help
  printf '```\n'
  for name in $(subcommands "$@"); do
    [[ $name == help ]] || section "$@" "$name"
  done
}

{
  printf '# Commands\n\nWritten by "make docs" from the program itself.\n'
  section
} >Docs/reference/commands.md

# table: parameters as JSON lines into a Markdown table.
table() {
  python3 -c '
import json, sys

print("| path | meaning | value | unit | since | article |\n|---|---|---|---|---|---|")
for row in map(json.loads, sys.stdin):
    cells = (row[key] for key in ("path", "meaning", "value", "unit", "since", "citation"))
    print("| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |")
'
}

{
  printf '# Parameters\n\nWritten by "make docs" from the parameter files; an edition that extends another\n'
  printf 'is shown whole, with the values of its last cycle or of the newest one with figures.\n'
  while read -r edition; do
    printf '\n## %s\n\n' "$edition"
    "$luohu" policy parameters --edition "$edition" --format json | table
  done < <("$luohu" policy editions --format json | python3 -c '
import json, sys

for row in map(json.loads, sys.stdin):
    print(row["edition"])
')
} >Docs/reference/parameters.md

wc -l Docs/reference/commands.md Docs/reference/parameters.md
