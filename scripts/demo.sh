#!/usr/bin/env bash
# Makes a folder ready for a demo city: a migrated SQLite store and the key that signs its ledger. What is
# there is kept. Prints the flags with which `luohu serve` uses it, one a line.
#   scripts/demo.sh PROGRAM FOLDER
source "$(dirname "$0")/env.sh"
luohu=${1:?the program} folder=${2:?the folder}

mkdir -p "$folder"
"$luohu" store migrate --store "sqlite:$folder/cases.db" >&2
if [[ ! -e $folder/ledger.key ]]; then
  "$luohu" ledger keys new "$folder/ledger.key" --name demo.example/ledger >"$folder/keys.txt"
fi
printf '%s\n' --store "sqlite:$folder/cases.db" --ledger-key "$folder/ledger.key" \
  --ledger-keys "$folder/keys.txt"
