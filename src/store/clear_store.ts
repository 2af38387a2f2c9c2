/** Removes the database of a directory whose lock the caller holds: for the demo, whose clock starts over. */
export function clearStore(dir: string): void {
  for (const ending of ["", "-wal", "-shm"]) {
    try {
      Deno.removeSync(`${dir}/signal_v2.db${ending}`);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}
