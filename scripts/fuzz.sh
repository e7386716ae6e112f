#!/usr/bin/env bash
# Throws mutated files at a reader for FUZZ_SECONDS (60) under libFuzzer and AddressSanitizer. Which reader
# says FUZZ_READER: cases (case files and the engine); checkpoint, receipt, bundle (the ledger's published
# texts); file, sealed, frame, mail (what is handed in, what stands in the vault, what an upload's process says,
# texts that become mails). The build takes some minutes from nothing. What is found is left in out/fuzz/, to be run again
# with: make fuzz FUZZ_READER=… FUZZ_INPUT=out/fuzz/crash-…
source "$(dirname "$0")/env.sh"
reader=${FUZZ_READER:-cases}
length=8192
case $reader in
  cases) product=FuzzCaseReader folder=Fuzz/CaseReader corpus=corpus ;;
  checkpoint | receipt | bundle)
    product=FuzzLedgerReaders folder=Fuzz/LedgerReaders corpus=corpus/$reader length=32768
    ;;
  file | sealed | frame | mail)
    product=FuzzDocumentReaders folder=Fuzz/DocumentReaders corpus=corpus/$reader length=200000
    ;;
  *) fail "'$reader' is no reader: cases, checkpoint, receipt, bundle, file, sealed, frame or mail" ;;
esac
say "Building the fuzz target (some minutes from nothing), then ${FUZZ_SECONDS:-60} seconds of mutated files: $reader."

scripts/setup.sh
export LUOHU_FUZZ=1 LUOHU_FUZZ_READER=$reader
# The Swift runtime keeps some memory to the end; that is no leak of ours.
export ASAN_OPTIONS=detect_leaks=0

path=$(scratch_for fuzz)
swift build -c release --product "$product" --scratch-path "$path" >&2
fuzzer=$(swift build -c release --scratch-path "$path" --show-bin-path)/$product

if [[ -n ${FUZZ_INPUT:-} ]]; then
  exec "$fuzzer" "$FUZZ_INPUT"
fi

# What this machine has found before stays here and is the start of the next run.
mkdir -p out/fuzz "$path/corpus-$reader"
seconds=${FUZZ_SECONDS:-60}
status=0
"$fuzzer" -max_total_time="$seconds" -timeout=30 -rss_limit_mb=2048 -max_len="$length" -print_final_stats=1 \
  -dict="$folder/words.dict" -artifact_prefix=out/fuzz/ \
  "$path/corpus-$reader" "$folder/$corpus" || status=$?
((status == 0)) || fail "found something (status $status): the input is in out/fuzz/"
say "fuzz: $reader, nothing found in $seconds s"
