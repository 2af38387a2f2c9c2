import type { PollSteps } from "../calendar/poll_plan.ts";

/** The settings that the poller follows. */
export interface StockSettings {
  /** `undefined` while address or key is missing: then nothing is asked. */
  readonly stockApi: { readonly baseUrl: string; readonly apiKey: string } | undefined;
  /** For eyes, also while the key is missing. */
  readonly stockApiUrl: string | undefined;
  /** Names of the settings without which polling is off. */
  readonly missing: readonly string[];
  /** Tries per request, the first one included. */
  readonly attempts: number;
  readonly timeoutMs: number;
  readonly staleLimitMs: number;
  readonly steps: PollSteps;
  readonly dataDir: string;
  /** 0 keeps every day for ever. */
  readonly historyKeepDays: number;
}
