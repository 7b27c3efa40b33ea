#!/usr/bin/env bash
# Fuzzes the readers of traces with afl++, starting from the kept corpus and the seeds.
#
#   eng/fuzz-readers.sh SECONDS [FOLDER]
#
# Needs afl++ (Debian: apt-get install afl++); without it the script says so and ends with 0. Findings, if any, are copied to
# FOLDER/found and the exit code is 1. FOLDER keeps the fuzzer's state: called again with the same folder, the script goes on.
set -euo pipefail

seconds=${1:?usage: $0 SECONDS [FOLDER]}
here=$(cd "$(dirname "$0")/.." && pwd)
folder=${2:-$(mktemp -d)}
command -v afl-fuzz >/dev/null || { echo 'skipped: afl-fuzz is not installed (Debian: apt-get install afl++)'; exit 0; }
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

dotnet build -c Release -v q -o "$folder/bin" "$here/eng/FolioModel.Fuzz" >"$folder/build.log" || { tail -n 20 "$folder/build.log"; exit 1; }
dotnet "$folder/bin/fuzz.dll" seeds "$folder/inputs"
cp "$here"/eng/FolioModel.Fuzz/corpus/* "$folder/inputs/" 2>/dev/null || true
dotnet "$folder/bin/fuzz.dll" "$folder/inputs"

[ -x "$folder/tools/sharpfuzz" ] || dotnet tool install --tool-path "$folder/tools" SharpFuzz.CommandLine --version 2.3.0 >"$folder/tool.log"
"$folder/tools/sharpfuzz" "$folder/bin/FolioModel.Workloads.dll" >/dev/null

inputs=$folder/inputs
[ ! -d "$folder/state/default/queue" ] || inputs=-
export AFL_SKIP_BIN_CHECK=1 AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1
nice -n 19 timeout -k 30 "$((seconds + 60))" \
  afl-fuzz -V "$seconds" -m none -t 10000 -x "$here/eng/FolioModel.Fuzz/traces.dict" -i "$inputs" -o "$folder/state" -- dotnet "$folder/bin/fuzz.dll" >"$folder/afl.log" 2>&1 || true

stats=$folder/state/default/fuzzer_stats
[ -f "$stats" ] || { tail -n 20 "$folder/afl.log"; exit 1; }
value() { awk -F ' *: *' -v key="$1" '$1 == key { print $2 }' "$stats"; }
echo "$(value run_time) s, $(value execs_done) inputs ($(value execs_per_sec)/s), $(value corpus_count) kept," \
  "$(value saved_crashes) crashed a reader, $(value saved_hangs) took more than 10 s"
find "$folder/state/default/crashes" "$folder/state/default/hangs" -name 'id*' | sort >"$folder/findings"
[ -s "$folder/findings" ] || exit 0
mkdir -p "$folder/found"
while read -r file; do cp "$file" "$folder/found/$(basename "$(dirname "$file")")-$(basename "$file" | cut -c4-9)"; done <"$folder/findings"
echo "in $folder/found"
exit 1
