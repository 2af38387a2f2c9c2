/** The hidden sub-command `nightly-backup-worker` as a program of its own: what a process that makes the copies of a night loads. */
import { workNightlyBackup } from "../../cli/backup/nightly_worker.ts";

// Leaving by `exit`: the thread that watches the process would keep it here.
Deno.exit(await workNightlyBackup());
