/** Several questions of one moment. */
import type { Database } from "../../sqlite/sql.ts";

/**
 * @returns a function that does `work`, in which nothing is written and nothing is waited for, while it sees the file
 *   as it was at its first question, whatever other processes write meanwhile. It takes no lock from anybody.
 */
export function createSnapshot(db: Database): <T>(work: () => T) => T {
  const begin = db.prepare("BEGIN");
  const end = db.prepare("COMMIT");
  return (work) => {
    begin.run();
    try {
      return work();
    } finally {
      end.run();
    }
  };
}
