#!/usr/bin/env bash
# Makes a folder ready for a demo city: a SQLite store whose purpose is demo, the keyring of personal values and the
# key that signs its ledger. Text messages go to a file, evidence to a folder; the telephones of the offices are invented. What is there is kept. Prints the flags with which `luohu serve` uses it, one a line.
#   scripts/demo.sh PROGRAM FOLDER; STORE=postgresql://… for another store
source "$(dirname "$0")/env.sh"
luohu=${1:?the program} folder=${2:?the folder}

store=${STORE:-sqlite:$folder/cases.db}
mkdir -p "$folder"
"$luohu" store migrate --store "$store" --purpose demo --past-year >&2
if [[ ! -e $folder/keyring.yaml ]]; then
  "$luohu" keys new --keyring "$folder/keyring.yaml" >&2
fi
if [[ ! -e $folder/ledger.key ]]; then
  "$luohu" ledger keys new "$folder/ledger.key" --name demo.example/ledger >"$folder/keys.txt"
fi
printf '%s\n' --store "$store" --ledger-key "$folder/ledger.key" \
  --ledger-keys "$folder/keys.txt" --keyring "$folder/keyring.yaml" \
  --contacts "$PWD/deploy/contacts.demo.yaml" --sms-file "$folder/messages.jsonl" --evidence-vault "$folder/evidence"
