#!/usr/bin/env bash
# Throws mutated case files at the reader and the engine for FUZZ_SECONDS (60) under libFuzzer and
# AddressSanitizer. The build takes about two minutes from nothing. What is found is left in
# out/fuzz/, to be run again with: make fuzz FUZZ_INPUT=out/fuzz/crash-…
source "$(dirname "$0")/env.sh"
say "Building the fuzz target (two minutes from nothing), then ${FUZZ_SECONDS:-60} seconds of mutated case files."

scripts/setup.sh
export LUOHU_FUZZ=1
# The Swift runtime keeps some memory to the end; that is no leak of ours.
export ASAN_OPTIONS=detect_leaks=0

path=$(scratch_for fuzz)
swift build -c release --product FuzzCaseReader --scratch-path "$path" >&2
fuzzer=$(swift build -c release --scratch-path "$path" --show-bin-path)/FuzzCaseReader

if [[ -n ${FUZZ_INPUT:-} ]]; then
  exec "$fuzzer" "$FUZZ_INPUT"
fi

# What this machine has found before stays here and is the start of the next run.
mkdir -p out/fuzz "$path/corpus"
seconds=${FUZZ_SECONDS:-60}
status=0
"$fuzzer" -max_total_time="$seconds" -timeout=30 -rss_limit_mb=2048 -max_len=8192 -print_final_stats=1 \
  -dict=Fuzz/CaseReader/words.dict -artifact_prefix=out/fuzz/ \
  "$path/corpus" Fuzz/CaseReader/corpus || status=$?
((status == 0)) || fail "found something (status $status): the input is in out/fuzz/"
say "fuzz: nothing found in $seconds s"
