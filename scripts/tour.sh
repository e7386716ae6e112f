#!/usr/bin/env bash
# The command line once, on an example and a made-up population of the size of the cycle of 2020: score,
# explain, best filing, ranking, what-if.
source "$(dirname "$0")/env.sh"
say "Building, then the command line on an example and 122,852 made-up people: about five minutes from nothing on two cores, half a minute once built."

size=122852
seed=2020
quota=6000
cycle=2020

scripts/setup.sh
luohu=$(scripts/build.sh release | tail -n 1)
mkdir -p out

# step WORDS...: the heading of a step. shown COMMAND...: the command as a person would type it,
# then its output.
step() { printf '\n== %s\n' "$*"; }
shown() {
  printf '$ luohu %s\n' "$*"
  "$luohu" "$@"
}
# kept FILE COMMAND...: the same with the output in a file.
kept() {
  local file=$1
  shift
  printf '$ luohu %s > %s\n' "$*" "$file"
  "$luohu" "$@" >"$file"
}

step "The example applicant's points"
shown score --cycle "$cycle" examples/applicant.yaml

step "Each point explained, with its article"
shown explain --cycle "$cycle" --lang zh examples/applicant.yaml

step "The best filing, and what every other choice would lose"
shown choose --cycle "$cycle" examples/applicant.yaml

step "A population of $size people who do not exist"
kept out/population.jsonl population --size "$size" --seed "$seed"

step "Their ranking: $quota places, equal scores together"
kept out/ranking.csv rank --cycle "$cycle" --quota "$quota" out/population.jsonl
head -n 6 out/ranking.csv
# The last admitted line holds the cut-off: the file is ordered by total.
awk -F, '
  NR > 1 { ranked++ }
  $NF == "true" { admitted++; total = $3 }
  END { printf "Cut-off %s: %d admitted of %d ranked.\n", total, admitted, ranked }
' out/ranking.csv

step "A what-if: age costs two points a year instead of four"
shown simulate --cycle "$cycle" --reform examples/reform-age.yaml --chart out/reform.svg \
  out/population.jsonl

printf '\nThe files are in out/: population.jsonl, ranking.csv, reform.svg\nThe program: %s\n' "$luohu"
