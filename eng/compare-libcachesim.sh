#!/usr/bin/env bash
# Replays a trace with libCacheSim and with folio, side by side, and prints misses, CPU time and requests in a second of CPU time of each.
#
#   eng/compare-libcachesim.sh TRACE.oracleGeneral OBJECTS [FOLDER]
#
# libCacheSim (GPL-3.0) is cloned and built in FOLDER, never in the repository; needs git, cmake, a C++ compiler, and the headers of glib and
# zstd. A source tree in FOLDER/source is used as it is. Where libCacheSim cannot be had, a fifth of the speed of the plain-C LRU of
# eng/FolioModel.Bench/lru.c stands for it. Times are of whole processes, reading and start-up included, the best of three.
set -euo pipefail

trace=${1:?usage: $0 TRACE.oracleGeneral OBJECTS [FOLDER]}
objects=${2:?usage: $0 TRACE.oracleGeneral OBJECTS [FOLDER]}
here=$(cd "$(dirname "$0")/.." && pwd)
folder=${3:-$(mktemp -d)}
source=${LIBCACHESIM:-https://github.com/1a1a11a/libCacheSim}
folio=${FOLIO:-$here/src/FolioModel.Cli/bin/Release/net10.0/folio}
[ -x "$folio" ] || { echo "$folio is not there: dotnet build -c Release src/FolioModel.Cli" >&2; exit 2; }
mkdir -p "$folder"
requests=$(($(stat -c %s "$trace") / 24))

build_libcachesim() {
  [ -x "$folder/build/bin/cachesim" ] && return
  [ -f "$folder/source/CMakeLists.txt" ] || git clone -q --depth 1 "$source" "$folder/source" || return 1
  cmake -S "$folder/source" -B "$folder/build" -DCMAKE_BUILD_TYPE=Release -DENABLE_TESTS=OFF >"$folder/cmake.log" 2>&1 || return 1
  cmake --build "$folder/build" --target cachesim >"$folder/make.log" 2>&1
}

# The least user time of three runs, in milliseconds; what the last run printed is in $folder/out.
best() {
  local least=999999999 TIMEFORMAT=%U seconds now
  for _ in 1 2 3; do
    seconds=$({ time "$@" >"$folder/out" 2>/dev/null; } 2>&1)
    now=$(awk -v s="$seconds" 'BEGIN { printf "%d", s * 1000 }')
    [ "$now" -ge "$least" ] || least=$now
  done
  echo "$least"
}

row() { awk -v n="$1" -v m="$2" -v t="$3" -v r="$requests" 'BEGIN { printf "%-24s %14s %9.2f s %8.2f M/s\n", n, m, t / 1000, r / t / 1000 }'; }

printf '%-24s %14s %11s %12s\n' "$requests requests" misses 'CPU time' rate
if build_libcachesim; then
  for policy in lru fifo clock; do
    time=$(best "$folder/build/bin/cachesim" "$trace" oracleGeneral "$policy" "$objects" --ignore-obj-size 1)
    ratio=$(grep -oE 'miss ratio [0-9.]+' "$folder/out" | tail -n 1 | cut -d ' ' -f 3)
    row "libCacheSim $policy" "ratio $ratio" "$time"
  done
else
  echo 'libCacheSim cannot be built here; a fifth of the speed of the plain C stands for it'
fi

cc -O2 -o "$folder/lru" "$here/eng/FolioModel.Bench/lru.c"
printf 'plain C lru, without reading: '; "$folder/lru" "$trace" "$objects"
for policy in lru fifo clock; do
  time=$(best "$folio" replay "$trace" --memory "${objects}p" --policy "$policy" --requests --parallel 1 --csv)
  row "folio --requests $policy" "$(tail -n 1 "$folder/out" | cut -d , -f 5)" "$time"
done

for policy in classic mglru; do
  time=$(best "$folio" replay "$trace" --memory "${objects}p" --policy "$policy" --parallel 1 --csv)
  row "folio $policy" "$(tail -n 1 "$folder/out" | cut -d , -f 5)" "$time"
done
