/** The database files of the data directory, as this program knows them. */
import { HISTORY, SIGNALS } from "../../app/data/database_copy.ts";
import { BACKTEST_FILE } from "../../backtest/store/backtest_file.ts";
import { JOB_FILE } from "../../jobs/store/job_file.ts";
import { CANDLE_APPLICATION_ID, CANDLE_STEPS } from "../../market/store/schema.ts";

export interface DatabaseKind {
  /** In the data directory. */
  readonly name: string;
  readonly applicationId: number;
  readonly steps: readonly string[];
}

export const DATABASES: readonly DatabaseKind[] = [
  SIGNALS,
  HISTORY,
  { name: "candles.db", applicationId: CANDLE_APPLICATION_ID, steps: CANDLE_STEPS },
  JOB_FILE,
  BACKTEST_FILE,
];
