/** A stored day for the replay of a rule: polls from the history, candles, and the session. */
import { readWishedCandles } from "../../app/signals/wished_candles.ts";
import { realClock } from "../../app/runtime.ts";
import { createHoursOf } from "../../calendar/session_hours.ts";
import { createCalendarWatch } from "../../calendar/calendar_watch.ts";
import type { Config } from "../../config/config.ts";
import type { Candle } from "../../core/candle.ts";
import { beginOfLast, type KnownHoursOf } from "../../core/market/hours.ts";
import { UserError } from "../../core/errors.ts";
import { DAY_MS, kstDayStartMs } from "../../core/kst.ts";
import { silentLog } from "../../core/log.ts";
import { openSqliteCandleStore } from "../../market/store/sqlite_candle_store.ts";
import type { StockPoll } from "../../signals/facts/polled.ts";
import { type PolledSource, type StoredDay, wishesOf } from "../../signals/replay/replay_day.ts";
import type { ReadyRule } from "../../signals/rule_file/rule_spec.ts";
import { type CandleWish, toCandleKey } from "../../signals/rules/rule.ts";
import { openHistoryStore } from "../../stock/history/store/sqlite_history_store.ts";
import { embeddedFor } from "../kit/embedded.ts";
import { isThere } from "../../lib/is_there.ts";

/** @throws {UserError} for a rule that no stored day can be tried with. */
export function refuseUnstored({ kind, prepared }: ReadyRule): void {
  if (prepared.watches !== "advice" && prepared.watches !== "inbound") return;
  throw new UserError(
    "invalid",
    `Cannot replay a rule of the kind ${kind.id}: what it looks at is not stored by day`,
  );
}

export async function readStoredDay(
  day: number,
  { config, rule, openQuietMs }: { config: Config; rule: ReadyRule; openQuietMs: number },
): Promise<StoredDay> {
  const { holidaysPath: path, frame } = config;
  const watch = await createCalendarWatch({ path, embeddedText: embeddedFor(path), frame, clock: realClock });
  const hoursOf = createHoursOf(() => watch.current());
  const fromMs = kstDayStartMs(day);
  const toMs = fromMs + DAY_MS;
  return {
    polls: await readPolls(day, config),
    candles: await readCandles(wishesOf(rule), { config, fromMs, toMs, hoursOf }),
    hoursOf,
    session: watch.current().sessionOn(day),
    // What the peaks were before is not stored by day; those of the day itself are seen.
    peaks: new Map(),
    ...{ openQuietMs, fromMs, toMs },
  };
}

async function readPolls(day: number, { dataDir }: Config): Promise<StoredDay["polls"]> {
  const empty = { portfolio: [], news_sentiment: [], screener_preview: [] };
  if (!isThere(`${dataDir}/history.db`)) return empty;
  await using store = await openHistoryStore({ dir: dataDir, clock: realClock, log: silentLog });
  const read = (source: PolledSource): Promise<readonly StockPoll[]> => store.read(source, day);
  return {
    portfolio: await read("portfolio"),
    news_sentiment: await read("news_sentiment"),
    screener_preview: await read("screener_preview"),
  };
}

async function readCandles(
  wishes: readonly CandleWish[],
  { config, fromMs, toMs, hoursOf }: { config: Config; fromMs: number; toMs: number; hoursOf: KnownHoursOf },
): Promise<ReadonlyMap<string, readonly Candle[]>> {
  const candles = new Map<string, readonly Candle[]>();
  if (wishes.length === 0 || !isThere(`${config.dataDir}/candles.db`)) return candles;
  await using store = await openSqliteCandleStore({ dir: config.dataDir, clock: realClock, log: silentLog });
  for (const wish of wishes) {
    const { exchange, interval, count } = wish;
    const hours = hoursOf(exchange);
    const span = { fromMs: beginOfLast(interval, { candles: count, beforeMs: fromMs, hours }), toMs };
    candles.set(toCandleKey(wish), await readWishedCandles(store, wish, { span, hours }));
  }
  return candles;
}
