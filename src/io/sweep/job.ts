/** The run of a scheduler's job that this process is part of. */
export interface JobRun {
  /** What the scheduler calls the job, however often it begins anew. */
  job: string;
  /** How often it has been begun anew. */
  restart: number;
}

/**
 * The run of a Slurm job, or of one task of an array, that this process is part of; undefined outside of one. Slurm keeps the number of a
 * job that it requeues, and begins it again only after it has ended everywhere. (SLURM_JOB_ID, SLURM_RESTART_COUNT: `man sbatch`.)
 */
export function jobRun(environment: Readonly<Record<string, string | undefined>> = process.env): JobRun | undefined {
  const { SLURM_JOB_ID: id, SLURM_CLUSTER_NAME: cluster = "", SLURM_RESTART_COUNT: restart = "0" } = environment;
  return id === undefined ? undefined : { job: `slurm ${cluster} ${id}`, restart: Number(restart) };
}

/** Whether `now` is a later run of the same job: then `before` has ended. */
export function followsJob(now: JobRun | undefined, before: JobRun | undefined): boolean {
  return now !== undefined && before !== undefined && now.job === before.job && now.restart > before.restart;
}
