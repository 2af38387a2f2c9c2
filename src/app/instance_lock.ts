import type { Clock } from "../core/clock.ts";
import { UserError } from "../core/errors.ts";
import { lockDataDir } from "../sqlite/data_dir.ts";

/** @throws {UserError} exit code 4, naming the data directory and the port, when another instance runs. */
export function lockInstance({ dataDir, port }: { dataDir: string; port: number }, clock: Clock): Disposable {
  try {
    return lockDataDir(dataDir, clock);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== "locked") throw error;
    throw new UserError(
      "locked",
      `${error.message} with SIGNAL_V2_DATA_DIR and, if it is to run beside it, a port other than ${port}`,
    );
  }
}
