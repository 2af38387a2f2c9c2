/** The kind of the job, and the hidden sub-command that works one. */
export const SIMULATION_KIND = "simulation";
export const SIMULATION_JOB_COMMAND = "simulation-job-worker";
