#!/usr/bin/env bash
# Runs a planned campaign with GNU parallel, then what follows from its results, and prints the merged result.
# Usage: campaign.sh DIR JOBS [options of parallel, such as --sshloginfile hosts]
# FOLIO names the command (default: folio). DIR must be the same path on every host.
set -euo pipefail
dir=$1 jobs=$2
shift 2
folio=${FOLIO:-folio}
seq "$jobs" | parallel "$@" $folio campaign run "$dir" --unit {}/"$jobs" --parallel 1
$folio campaign resume "$dir"
$folio campaign merge "$dir"
