import type { Config } from "../../config/config.ts";
import { realClock } from "../../app/runtime.ts";
import type { Clock } from "../../core/clock.ts";
import type { SayFrom } from "../../core/lang.ts";
import type { Log } from "../../core/log.ts";
import type { HoursOf } from "../../core/market/hours.ts";
import type { CandleStore } from "../../market/candle_store.ts";
import { openSqliteCandleStore } from "../../market/store/sqlite_candle_store.ts";
import { hoursBy } from "../kit/market_hours.ts";
import { loadConfig } from "../kit/load_config.ts";
import { createTerminalLog, type Terminal } from "../kit/terminal.ts";
import type { CANDLE_CLI_TEXTS } from "../texts/candles.ts";
import type { LookOptions } from "../kit/with_store.ts";
import { toNumberText } from "../../core/words/numbers.ts";

export interface ShelfAccess {
  readonly shelf: CandleStore;
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly hoursOf: HoursOf;
}

/** Opens the candles for one command; a running service may use them at the same time. */
export async function withShelf<T>(
  terminal: Terminal,
  use: (access: ShelfAccess) => Promise<T>,
  options: LookOptions = {},
): Promise<T> {
  const config = await loadConfig();
  const clock = realClock;
  const log = createTerminalLog(config, { terminal, now: () => clock.now(), write: terminal.err });
  await using shelf = await openSqliteCandleStore({ dir: config.dataDir, clock, log, ...options });
  return await use({ shelf, config, clock, log, hoursOf: hoursBy(config) });
}

/** `12,400 candles`, `1 candle` */
export function countText(count: number, word: string): string {
  return `${toNumberText(count)} ${word}${count === 1 ? "" : "s"}`;
}

/** `12,400 candles` or `12,400 bars`, in the language of a terminal. */
export function candlesText(
  count: number,
  { what = "candle", say }: {
    readonly what?: "candle" | "bar";
    readonly say: SayFrom<typeof CANDLE_CLI_TEXTS>;
  },
): string {
  return count === 1 ? say(`${what}_one`) : say(`${what}_many`, { count: toNumberText(count) });
}
