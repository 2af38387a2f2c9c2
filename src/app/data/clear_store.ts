/** Removes the databases of a directory whose lock the caller holds: for the demo, whose clock starts over. */
export function clearStore(dir: string): void {
  const paths = ["signal_v2.db", "candles.db", "history.db", "jobs.db"].flatMap((name) =>
    ["", "-wal", "-shm"].map((end) => name + end)
  );
  for (const path of paths) {
    try {
      Deno.removeSync(`${dir}/${path}`);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}
