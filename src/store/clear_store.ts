import type { Clock } from "../core/clock.ts";
import { lockDataDir } from "./data_dir.ts";

/**
 * Removes the database of a directory that nobody uses: for the demo, whose clock starts over each time.
 * @throws {StartError} when another process holds the directory.
 */
export function clearStore(dir: string, clock: Clock): void {
  using _lock = lockDataDir(dir, clock);
  for (const ending of ["", "-wal", "-shm"]) {
    try {
      Deno.removeSync(`${dir}/signal_v2.db${ending}`);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}
