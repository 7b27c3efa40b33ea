#!/usr/bin/env bash
# Compares a commit with another in one run: builds both benches apart, runs `bound-table` of the one and the other in turn, and prints for
# each row the medians, their ratio, and the spread of the ratios of the single rounds. What differs by less than its spread says nothing.
#
#   eng/compare.sh BASE [OTHER [BITS [ROUNDS [ARGUMENTS]]]]       # OTHER: a commit, or "." for the working tree, which is the default
#   eng/compare.sh main . 20 5
#   eng/compare.sh main . 20 5 --ledger
#
# FOLIO_COMPARE names a folder that keeps the two builds for the next run; without it they are made anew each time.
set -euo pipefail
base=${1:?usage: $0 BASE [OTHER [BITS [ROUNDS [ARGUMENTS]]]]}
other=${2:-.}
bits=${3:-20}
rounds=${4:-5}
shift $(($# < 4 ? $# : 4))
root=$(cd "$(dirname "$0")/.." && pwd)
folder=${FOLIO_COMPARE:-$(mktemp -d)}
[ -n "${FOLIO_COMPARE:-}" ] || trap 'rm -rf "$folder"' EXIT
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# Builds the bench of a commit in a clone of its own, and prints the program. Older commits have it in another folder.
bench() {
  local tree=$root
  if [ "$1" != . ]; then
    local commit
    commit=$(git -C "$root" rev-parse --verify "$1^{commit}")
    tree=$folder/$commit
    if [ ! -d "$tree" ]; then
      git clone -q --shared --no-checkout "$root" "$tree"
      git -C "$tree" checkout -q "$commit"
    fi
  fi
  local project=$tree/eng/FolioModel.Bench
  [ -d "$project" ] || project=$tree/bench/FolioModel.Bench
  dotnet build -c Release -v q "$project" >"$folder/build.log" 2>&1 || { tail -n 20 "$folder/build.log" >&2; exit 1; }
  echo "$project/bin/Release/net10.0/FolioModel.Bench.dll"
}

first=$(bench "$base")
second=$(bench "$other")
for round in $(seq "$rounds"); do
  dotnet "$first" bound-table "$bits" "$@" | sed "s/^|/$round|0|/"
  dotnet "$second" bound-table "$bits" "$@" | sed "s/^|/$round|1|/"
done | awk -F'|' -v base="$base" -v other="$other" '
  function median(list, n,    i, j, t) {
    for (i = 2; i <= n; i++) for (j = i; j > 1 && list[j - 1] > list[j]; j--) { t = list[j]; list[j] = list[j - 1]; list[j - 1] = t }
    return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
  }
  NF > 5 && $4 + 0 > 0 {
    gsub(/^ +| +$/, "", $3)
    if (!($3 in seen)) { seen[$3] = 1; rows[++count] = $3 }
    value[$3, $2, $1] = $4 + 0
    if ($1 > last) last = $1
  }
  END {
    printf "| ns, medians of %d rounds | %s | %s | ratio | rounds, least and most |\n|---|---:|---:|---:|---:|\n", last, base, other
    for (r = 1; r <= count; r++) {
      row = rows[r]; n = 0; low = 1e9; high = 0
      for (i = 1; i <= last; i++) if ((row, 0, i) in value && (row, 1, i) in value) {
        a[++n] = value[row, 0, i]; b[n] = value[row, 1, i]; q[n] = b[n] / a[n]
        low = q[n] < low ? q[n] : low; high = q[n] > high ? q[n] : high
      }
      if (n > 0) printf "| %s | %.1f | %.1f | %.2f | %.2f to %.2f |\n", row, median(a, n), median(b, n), median(q, n), low, high
    }
  }'
