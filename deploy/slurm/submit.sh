#!/usr/bin/env bash
# Submits a planned campaign as a Slurm job array, and a job behind it that merges into DIR/merged.json.
# Usage: submit.sh DIR TASKS [options of sbatch, such as --partition short --cpus-per-task 4]
# FOLIO names the command (default: folio). DIR must be on a file system that all nodes share.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
dir=$(realpath "$1") tasks=$2
shift 2
array=$(sbatch --parsable --array="1-$tasks" "$@" "$here/campaign.sbatch" "$dir")
finish=$(sbatch --parsable --dependency="afterany:$array" "$@" "$here/finish.sbatch" "$dir")
echo "array $array, then job $finish, which writes $dir/merged.json"
