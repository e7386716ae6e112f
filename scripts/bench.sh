#!/usr/bin/env bash
# Measures the shipped program: the engine in memory (luohu bench), the ledger's proofs and files, whole
# rankings of a cycle's population and of a million people, file to file, then the web service
# (scripts/bench-web.sh). About five minutes after the build; the populations stay in out/ (0.9 GB) and are
# used again.
source "$(dirname "$0")/env.sh"
say "Measuring the release build: about five minutes once built."

scripts/setup.sh
luohu=$(scripts/build.sh release | tail -n 1)
mkdir -p out

swift --version 2>/dev/null | head -n 1
"$luohu" bench
(cd out && "$luohu" bench store)
"$luohu" bench ledger

for size in 122852 1000000; do
  population=out/population-$size.jsonl
  if [[ ! -s $population ]]; then
    say "Generating $population"
    "$luohu" population --size "$size" --seed 2020 >"$population.part"
    mv "$population.part" "$population"
  fi
done

python3 - "$luohu" out/population-122852.jsonl out/population-1000000.jsonl <<'PYTHON'
"""Median of three whole processes: wall time, processor time, peak memory."""
import os, statistics, subprocess, sys, time

program, *files = sys.argv[1:]
for file in files:
    runs, timings = [], []
    for _ in range(3):
        with open("out/bench-ranking.csv", "wb") as output:
            start = time.monotonic()
            process = subprocess.Popen(
                [program, "rank", "--cycle", "2020", "--quota", "6000", "--timings", file],
                stdout=output, stderr=subprocess.PIPE)
            messages = process.stderr.read().decode()
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.monotonic() - start
        if status != 0:
            sys.exit(f"bench: ranking {file} ended with status {os.waitstatus_to_exitcode(status)}\n{messages}")
        runs.append((wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024))
        timings.append(messages.strip().splitlines()[-1])
    wall, processor, memory = (statistics.median(column) for column in zip(*runs))
    middle = min(range(3), key=lambda run: abs(runs[run][0] - wall))
    size = os.path.getsize(file) / 1e6
    print(f"\nrank {file} ({size:.0f} MB), median of 3")
    print(f"  wall {wall:.2f} s, processor {processor:.2f} s, peak memory {memory:.0f} MiB, {size / wall:.0f} MB/s")
    print(f"  {timings[middle]}")
PYTHON

scripts/bench-web.sh
