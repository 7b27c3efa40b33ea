#!/usr/bin/env bash
# Measures what docs/scale.md says: states a second on one and two threads, bytes a state, operations a second of campaigns, and what each
# door costs beside threads. Usage: FOLIO="dotnet .../folio.dll" eng/scale.sh [SCENARIO] [OPERATIONS]
set -euo pipefail
FOLIO=${FOLIO:-folio}
scenario=${1:-fault-sequence}
operations=${2:-400000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
field() { sed -n "s/^ *\"$1\": \([0-9.e+-]*\),*$/\1/p" "$2" | head -n 1; }
rate() { awk -v n="$1" -v s="$2" 'BEGIN { printf "%.0f", n / s }'; }
echo "load before: $(cut -d' ' -f1 /proc/loadavg) on $(nproc) processors"
echo "| search of $scenario | states | seconds | states/s |"
echo "|---|---|---|---|"
for threads in 1 2; do
  $FOLIO explore "$scenario" --strategy states --parallel $threads --json >"$work/explore" || true
  echo "| $threads thread(s) | $(field states "$work/explore") | $(field seconds "$work/explore") | $(rate "$(field states "$work/explore")" "$(field seconds "$work/explore")") |"
done
start=$(date +%s.%N)
$FOLIO explore "$scenario" --shared "$work/shared" --json >"$work/explore" & first=$!
$FOLIO explore "$scenario" --shared "$work/shared" --json >/dev/null || true
wait $first || true
seconds=$(awk -v a="$start" -v b="$(date +%s.%N)" 'BEGIN { printf "%.1f", b - a }')
echo "| 2 processes, one folder | $(field states "$work/explore") | $seconds | $(rate "$(field states "$work/explore")" "$seconds") |"
echo
echo "| campaign of $operations operations | seconds | operations/s |"
echo "|---|---|---|"
campaign() { # name, command that runs the planned folder
  $FOLIO campaign plan check --subject core --operations "$operations" --units 16 --out "$work/$1" >/dev/null
  local start seconds
  start=$(date +%s.%N)
  "$2" "$work/$1" >/dev/null
  seconds=$(awk -v a="$start" -v b="$(date +%s.%N)" 'BEGIN { printf "%.1f", b - a }')
  echo "| $1 | $seconds | $(rate "$operations" "$seconds") |"
}
one() { $FOLIO campaign run "$1" --parallel 1; }
two() { $FOLIO campaign run "$1" --parallel 2; }
processes() { $FOLIO campaign run "$1" --parallel 1 & local p=$!; $FOLIO campaign run "$1" --parallel 1; wait $p; }
jobs_of_array() { $FOLIO campaign run "$1" --parallel 1 --unit 1/2 & local p=$!; $FOLIO campaign run "$1" --parallel 1 --unit 2/2; wait $p; }
campaign one-thread one
campaign two-threads two
campaign two-processes processes
campaign two-jobs-of-an-array jobs_of_array
echo "load after: $(cut -d' ' -f1 /proc/loadavg)"
