#!/usr/bin/env bash
# Writes the reference pages that the program itself knows best: every command's help, every edition's
# parameters, every setting of the server, and every address, act and answer of the service. Seconds after a release build. The pages are committed.
#   scripts/docs.sh         writes them
#   scripts/docs.sh check   says whether they are what the debug build, made before, would write
source "$(dirname "$0")/env.sh"

pages=Docs/reference
case ${1:-write} in
  write)
    say "Writing the reference pages: seconds once built."
    scripts/setup.sh
    luohu=$(scripts/build.sh release | tail -n 1)
    folder=$pages
    ;;
  check)
    luohu=$(binary debug)
    [[ -x $luohu ]] || fail "no debug build: scripts/build.sh debug"
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    ;;
  *) fail "'$1' is nothing to do with the pages: write or check" ;;
esac
mkdir -p "$folder"
# The pages are in English whatever the language of the person who writes them.
export LUOHU_LANG=en

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
} >"$folder/commands.md"

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
} >"$folder/parameters.md"

{
  printf '# Settings of the server\n\nWritten by "make docs" from the program itself. A flag comes before the '
  printf 'environment, that\nbefore the file (`--config`), that before the default. Names nest at their dots '
  printf 'in the file.\n"luohu serve --settings" shows what holds and why. How to run the server: '
  printf '[operations](../operations.md).\n\n'
  "$luohu" serve --settings-reference
  printf '\n## 配置项\n\n命令行优先于环境变量，环境变量优先于配置文件，配置文件优先于默认值。\n\n'
  "$luohu" serve --settings-reference --lang zh
} >"$folder/configuration.md"

{
  printf '# Addresses of the service\n\nWritten by "make docs" from the table that the server is made from. Every address stands as it\n'
  printf 'is in Chinese, below `/en` in English, and, where the column API says so, below `/api/v1` for programs. Acts and\n'
  printf 'roles: [permissions](permissions.md). The answers to programs: [openapi.json](openapi.json).\n'
  "$luohu" serve --reference routes
} >"$folder/routes.md"

{
  printf '# Permissions\n\nWritten by "make docs" from the permission table and the demands of identity. Cases: `own` are about oneself,\n'
  printf '`ownUnit` about the own unit, `assigned` given to oneself, `jurisdiction` in the own district or city, `none` no\n'
  printf 'case at all, `foreign` those of others. Proof: the level of identity, and how lately it must have been proved.\n\n'
  "$luohu" serve --reference permissions
} >"$folder/permissions.md"

# One operation, schema or answer a line, so that a change is seen where it is.
"$luohu" serve --reference api | python3 -c '
import json, sys

def write(value, depth):
    if depth == 0 or not isinstance(value, dict) or not value:
        return json.dumps(value, ensure_ascii=False)
    pad = " " * (4 - depth)
    members = (f"{pad}{json.dumps(name)}: {write(inner, depth - 1)}" for name, inner in value.items())
    return "{\n" + ",\n".join(members) + "\n" + pad[:-1] + "}"

print(write(json.load(sys.stdin), 3))
' >"$folder/openapi.json"

if [[ $folder == "$pages" ]]; then
  wc -l "$pages"/*
else
  diff -ru "$pages" "$folder" >&2 || fail "the reference pages are out of date; make docs writes them"
  say "docs: the reference pages are current"
fi
