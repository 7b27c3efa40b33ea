#!/usr/bin/env bash
# Runs one campaign through every door that this machine has, and compares the merged bytes with those of one process.
# Usage: FOLIO="dotnet .../folio.dll" deploy/test.sh. GNU parallel and Slurm are tried where they are installed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export FOLIO=${FOLIO:-folio}
work=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; rm -rf "$work"' EXIT
plan() { $FOLIO campaign plan check --subject leaky-owner --operations 4000 --length 50 --units 10 --out "$1" >/dev/null; }
merged() { $FOLIO campaign merge --json "$1" || [ $? -eq 1 ]; }

if command -v docker-compose >/dev/null; then
  FOLIO_PASSWORD=x docker-compose -f "$here/compose/compose.yaml" config >/dev/null
  echo "ok the Compose file is one by its schema"
else
  echo "skipped the Compose file: docker-compose is not installed"
fi

plan "$work/alone"
$FOLIO campaign run "$work/alone" --parallel 1 >/dev/null
merged "$work/alone" >"$work/expected"

if command -v parallel >/dev/null; then
  plan "$work/parallel"
  "$here/parallel/campaign.sh" "$work/parallel" 4 --jobs 2 >"$work/log" || [ $? -eq 1 ]
  merged "$work/parallel" | cmp - "$work/expected"
  echo "ok GNU parallel"
else
  echo "skipped GNU parallel: it is not installed"
fi

plan "$work/shared"
$FOLIO campaign run "$work/shared" --parallel 1 >/dev/null & first=$!
$FOLIO campaign run "$work/shared" --parallel 1 >/dev/null
wait "$first"
merged "$work/shared" | cmp - "$work/expected"
echo "ok two processes that share a folder"

"$here/faults.sh" 1

command -v slurmctld >/dev/null || { echo "skipped Slurm: slurmctld is not installed"; exit 0; }
mkdir -p "$work/slurm/state" "$work/slurm/spool"
user=$(id -un) host=$(hostname -s)
cat >"$work/slurm/slurm.conf" <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/none
CredType=cred/none
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
MailProg=/bin/true
SlurmctldPort=36817
SlurmdPort=36818
StateSaveLocation=$work/slurm/state
SlurmdSpoolDir=$work/slurm/spool
SlurmctldPidFile=$work/slurm/slurmctld.pid
SlurmdPidFile=$work/slurm/slurmd.pid
SlurmctldLogFile=$work/slurm/slurmctld.log
SlurmdLogFile=$work/slurm/slurmd.log
ReturnToService=2
NodeName=$host NodeAddr=127.0.0.1 CPUs=2
PartitionName=all Nodes=ALL Default=YES State=UP MaxTime=INFINITE
CONF
export SLURM_CONF=$work/slurm/slurm.conf
slurmctld -D >/dev/null 2>&1 & pids+=($!)
slurmd -D >/dev/null 2>&1 & pids+=($!)
for _ in $(seq 120); do [ "$(sinfo -h -o %T 2>/dev/null)" = idle ] && break; sleep 0.5; done
plan "$work/array"
(cd "$work" && "$here/slurm/submit.sh" "$work/array" 4)
for _ in $(seq 240); do [ -n "$(squeue -h 2>/dev/null)" ] || break; sleep 0.5; done
[ -f "$work/array/merged.json" ] || { tail -n 20 "$work"/*.log "$work"/slurm/*.log; exit 1; }
cmp "$work/array/merged.json" "$work/expected"
echo "ok Slurm job array"
