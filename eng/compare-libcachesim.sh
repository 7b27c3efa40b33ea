#!/usr/bin/env bash
# Replays a trace with folio and with libCacheSim, side by side, and prints misses and seconds of CPU time of both.
#
#   eng/compare-libcachesim.sh TRACE.oracleGeneral OBJECTS [FOLDER]
#
# libCacheSim (GPL-3.0) is cloned and built in FOLDER, never in the repository; needs git, cmake, a C++ compiler, and the headers of glib and
# zstd. Where it cannot be had, the plain-C LRU of eng/FolioModel.Bench/lru.c stands for it, at a fifth of its speed.
set -euo pipefail

trace=${1:?usage: $0 TRACE.oracleGeneral OBJECTS [FOLDER]}
objects=${2:?usage: $0 TRACE.oracleGeneral OBJECTS [FOLDER]}
here=$(cd "$(dirname "$0")/.." && pwd)
folder=${3:-$(mktemp -d)}
source=${LIBCACHESIM:-https://github.com/1a1a11a/libCacheSim}
folio=${FOLIO:-$here/src/FolioModel.Cli/bin/Release/net10.0/folio}
[ -x "$folio" ] || { echo "$folio is not there: dotnet build -c Release src/FolioModel.Cli" >&2; exit 2; }
mkdir -p "$folder"

build_libcachesim() {
  [ -x "$folder/build/bin/cachesim" ] && return
  [ -d "$folder/source" ] || git clone -q --depth 1 "$source" "$folder/source" || return 1
  cmake -S "$folder/source" -B "$folder/build" -DCMAKE_BUILD_TYPE=Release -DENABLE_TESTS=OFF >"$folder/cmake.log" 2>&1 || return 1
  cmake --build "$folder/build" --target cachesim >"$folder/make.log" 2>&1
}

cpu() { local TIMEFORMAT='%U s of CPU time'; time "$@"; }

cc -O2 -o "$folder/lru" "$here/eng/FolioModel.Bench/lru.c"
printf 'plain C, replay alone: '; "$folder/lru" "$trace" "$objects"
if build_libcachesim; then
  echo 'libCacheSim lru:'; cpu "$folder/build/bin/cachesim" "$trace" oracleGeneral lru "$objects" --ignore-obj-size 1 2>/dev/null | tail -1
else
  echo 'libCacheSim cannot be built here; a fifth of the plain C stands for it'
fi

for policy in lru fifo clock; do
  echo "folio --requests $policy:"; cpu "$folio" replay "$trace" --memory "${objects}p" --policy "$policy" --requests --parallel 1 | tail -1
done

for policy in classic mglru; do
  echo "folio $policy:"; cpu "$folio" replay "$trace" --memory "${objects}p" --policy "$policy" --parallel 1 | tail -1
done
