#!/usr/bin/env bash
# Runs small campaigns and shared searches while their processes are killed, stopped beyond their leases, given a full disk, and their
# results cut short; then compares the merged bytes with those of one undisturbed process.
# Usage: FOLIO="dotnet .../folio.dll" deploy/faults.sh [ROUNDS]   (3 rounds by default)
set -euo pipefail
export FOLIO=${FOLIO:-folio}
rounds=${1:-3}
work=$(mktemp -d)
pids=()
end_all() { for p in "${pids[@]:-}"; do kill -CONT "$p" 2>/dev/null || true; kill -9 "$p" 2>/dev/null || true; done; }
trap 'end_all; rm -rf "$work"' EXIT
plan() { $FOLIO campaign plan check --subject leaky-owner --operations 60000 --length 100 --units 24 --out "$1" >/dev/null; }
merged() { $FOLIO campaign merge --json "$1" || [ $? -eq 1 ]; }
search() { $FOLIO explore truncate+truncate --shared "$1" --json | grep -v '"seconds"'; }
pause() { sleep "0.$((RANDOM % 10))"; }

plan "$work/alone"
$FOLIO campaign run "$work/alone" --parallel 1 >/dev/null
merged "$work/alone" >"$work/expected"
search "$work/alone-search" >"$work/expected-search"
killed=0 stopped=0 cut=0 full=0

worker() { $FOLIO campaign run "$1" --parallel 1 --lease 1.5 >>"$work/log" 2>&1 & pids+=($!); last=$!; }

disturb() {
  local dir=$1 victim
  for _ in 1 2 3; do
    pause
    victim=${pids[RANDOM % ${#pids[@]}]}
    case $((RANDOM % 4)) in
      0) if kill -9 "$victim" 2>/dev/null; then killed=$((killed + 1)); worker "$dir"; fi ;;
      1) if kill -STOP "$victim" 2>/dev/null; then stopped=$((stopped + 1)); (sleep 2.5; kill -CONT "$victim" 2>/dev/null || true) & fi ;;
      2) # The disk is full for one process: no file may have a byte.
         (trap '' XFSZ; ulimit -f 0; exec $FOLIO campaign run "$dir" --parallel 1 --lease 1.5 >/dev/null 2>&1) || true
         full=$((full + 1)) ;;
      3) victim=$(find "$dir/results" -type f -name '0*' ! -name '*.*' 2>/dev/null | shuf -n 1)
         if [ -n "$victim" ]; then truncate -s "$((RANDOM % 90))" "$victim"; cut=$((cut + 1)); fi ;;
    esac
  done
}

for round in $(seq "$rounds"); do
  dir="$work/round-$round"
  plan "$dir"
  pids=()
  worker "$dir"; worker "$dir"; worker "$dir"
  disturb "$dir"
  for p in "${pids[@]}"; do wait "$p" || true; done
  pids=()
  $FOLIO campaign resume "$dir" --parallel 2 --lease 1.5 >>"$work/log" 2>&1
  merged "$dir" | cmp - "$work/expected" || { tail -n 20 "$work/log"; echo "failed round $round: $dir"; exit 1; }

  # The same for a search: three processes, of which one is killed; another one ends it.
  found="$work/search-$round"
  for _ in 1 2 3; do search "$found" >"$work/out-$RANDOM" 2>>"$work/log" & pids+=($!); done
  pause; pause
  victim=$(pgrep -f -P "${pids[0]}" -- "--shared $found" | head -n 1 || true)
  if [ -n "$victim" ] && kill -9 "$victim" 2>/dev/null; then killed=$((killed + 1)); fi
  for p in "${pids[@]}"; do wait "$p" || true; done
  pids=()
  search "$found" | cmp - "$work/expected-search" || { echo "failed search of round $round: $found"; exit 1; }
  rm -rf "$dir" "$found"
done
echo "ok $rounds rounds: $killed processes killed, $stopped stopped beyond their lease, $full with a full disk, $cut results cut short"
