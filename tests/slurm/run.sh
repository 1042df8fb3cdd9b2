#!/bin/bash
# Shards of a sweep as a job array on a real Slurm: eight tasks write one store, one is killed in mid-run and requeued, one
# is requeued while it runs; the store is merged and compared, bit for bit, with a run in one piece. Exit code 0 only if equal.
#
#   apt-get install slurm-wlm munge   (Debian), then as root: tests/slurm/run.sh
#
# Everything lives in a temporary folder (kept with KEEP=1) and nothing is left running. TASKS run at a time, default 4.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
export LYASCOPE=${LYASCOPE:-$here/../../bin/lyascope.js}
work=$(mktemp -d)
# The users munge and slurm pass through it.
chmod 755 "$work"
. "$here/cluster.sh"

finish() {
  local code=$?
  cluster_stop
  if [ "$code" != 0 ]; then tail -n 15 "$work"/task-*.log "$work"/cluster/*/slurm*.log >&2 || true; fi
  if [ -n "${KEEP:-}" ]; then say "kept $work"; else rm -rf "$work"; fi
  exit "$code"
}
trap finish EXIT
trap 'exit 130' INT TERM

say() { echo "slurm: $*"; }
fail() { say "$*" >&2; exit 1; }

for tool in munged slurmctld slurmd sbatch node; do
  command -v "$tool" > "$work/which" || fail "$tool is missing: apt-get install slurm-wlm munge"
done
[ "$(id -u)" = 0 ] || fail "must run as root: slurmd starts jobs for users"
node "$here/../../scripts/prepare.mjs"

store=$work/store.zarr
journal() { echo "$store/.lyascope/shard-$1-of-8.journal"; }
# Some cells are done and some are not: the task is in mid-run. A header and a line a cell.
under_way() { [ -f "$(journal "$1")" ] && [ "$(wc -l < "$(journal "$1")")" -ge 4 ]; }
in_state() { [ "$(task_state "$job" "$1")" = "$2" ]; }
all_completed() { [ "$(task_states "$job" | awk '$2 == "COMPLETED"' | wc -l)" = 8 ]; }

mkdir "$work/cluster"
cluster_start "$work/cluster" "${TASKS:-4}"
say "$(sinfo --version) up: $(sinfo --noheader --format='%D node, %c CPUs, %T')"

job=$(sbatch --parsable --array=0-7 --output="$work/task-%a.log" "$here/task.sh" "$here/study.json" "$store")
say "array $job of 8 tasks submitted"

wait_for 120 "task 2 in mid-run" under_way 2
id=$(squeue --noheader --array --job="${job}_2" --format=%A)
pid=$(scontrol listpids "$id" | awk 'NR == 2 { print $1 }')
kill -9 "$pid"
wait_for 30 "task 2 to have failed" in_state 2 FAILED
kept=$(($(wc -l < "$(journal 2)") - 1))
say "task 2 (process $pid) killed with $kept cells in its journal"

# As if its machine were gone: whether a process runs there nobody can say. Slurm begins a job again only after it has ended.
sed -i 's/"host":"[^"]*"/"host":"a-lost-machine"/' "$store/.lyascope/shard-2-of-8.lock"
grep -q a-lost-machine "$store/.lyascope/shard-2-of-8.lock" || fail "task 2 left no lock"

if node "$LYASCOPE" merge "$store" --out "$work/early.npz" > "$work/early.log" 2>&1; then
  fail "an incomplete store was merged"
fi
say "merge refuses: $(tail -n 1 "$work/early.log" | cut -c 1-160)"
scontrol requeue "${job}_2"

wait_for 120 "task 5 in mid-run" under_way 5
scontrol requeue "${job}_5"
say "tasks 2 and 5 requeued, 5 while it ran"
# Slurm lets a requeued job wait for two minutes; nothing here is worth waiting for.
hurry() {
  for task in 2 5; do
    if in_state "$task" PENDING; then scontrol update JobId="${job}_$task" StartTime=now > "$work/hurry.log" 2>&1 || true; fi
  done
  all_completed
}
wait_for 400 "8 tasks to complete" hurry
for task in 2 5; do
  [ "$(grep -c "^task $task, start" "$work/task-$task.log")" -ge 2 ] || fail "task $task was not started again"
done
say "8 tasks completed; 2 and 5 in two starts each"

for format in npz zarr; do
  node "$LYASCOPE" merge "$store" --out "$work/merged.$format"
  node "$LYASCOPE" sweep "$here/study.json" --out "$work/single.$format" --engine cpu
done
# equal ONE TWO: one line of what was compared; fails where anything differs.
equal() {
  node "$here/compare.mjs" "$1" "$2" > "$work/compared" || fail "$1 and $2 differ: $(cat "$work/compared")"
  say "$(basename "$1") against $(basename "$2"): $(cat "$work/compared")"
}
equal "$work/merged.npz" "$work/single.npz"
equal "$store" "$work/single.zarr"
equal "$work/merged.zarr" "$store"
say "equal bit for bit"
