/** The hidden sub-command `simulation-job-worker` as a program of its own: what a process that works one simulation loads. */
import { workSimulationJob } from "../../cli/rules/work_simulation_job.ts";

// Leaving by `exit`: the thread that watches the process would keep it here.
Deno.exit(await workSimulationJob());
