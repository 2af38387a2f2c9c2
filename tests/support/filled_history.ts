/** A stored day for rules: polls as the service keeps them. */
import { createSystemClock } from "../../src/core/clock.ts";
import { MINUTE_MS } from "../../src/core/kst.ts";
import { toSample } from "../../src/stock/history/sample.ts";
import { openHistoryStore } from "../../src/stock/history/store/sqlite_history_store.ts";
import { SOURCES } from "../../src/stock/sources/mod.ts";
import { createHome } from "./program.ts";

/** A Wednesday. Kakao loses a percent a minute from -5 % on; the polls begin before the open. */
const START_MS = Date.parse("2024-11-20T08:58:00+09:00");

/** A home with the polls of twelve minutes of that day. */
export async function createFilledHome() {
  const home = await createHome();
  await using store = await openHistoryStore({ dir: `${home.dir}/data`, clock: createSystemClock() });
  for (let minute = 0; minute < 12; minute++) {
    const atMs = START_MS + minute * MINUTE_MS;
    const as_of = new Date(atMs).toISOString();
    const pnl_pct = -5 - minute * 0.5;
    const holdings = [{
      ticker: "035720",
      name: "카카오",
      quantity: 120,
      avg_price: 40_000,
      current_price: 400 * (100 + pnl_pct),
      pnl_pct,
    }];
    const payloads: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
      portfolio: { as_of, holdings },
      news_sentiment: { as_of, items: [] },
      screener_preview: {
        as_of,
        results: [{
          rank: 1,
          ticker: "005930",
          name: "삼성전자",
          score: 0.95,
          price: 71_300,
          change_pct: 2.5,
        }],
      },
    };
    for (const source of SOURCES) {
      await store.add(
        source.id,
        toSample(source, { data: payloads[source.id] ?? {}, fetchedAtMs: atMs + 1_500 }),
      );
    }
  }
  return home;
}
