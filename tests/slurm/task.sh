#!/bin/sh
# One task of the array: its shard is what Slurm says in SLURM_ARRAY_TASK_*. It takes up what an earlier start of it left.
#SBATCH --ntasks=1 --requeue --open-mode=append
echo "task $SLURM_ARRAY_TASK_ID, start $((${SLURM_RESTART_COUNT:-0} + 1))"
exec node "$LYASCOPE" sweep "$1" --out "$2" --engine cpu --workers 1 --resume
