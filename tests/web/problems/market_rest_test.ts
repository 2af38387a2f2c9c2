import { deepStrictEqual } from "node:assert/strict";
import type { MarketHealthView, SeriesState } from "../../../src/market/market_view.ts";
import { toKoreanReason } from "../../../src/web/kit/reasons.ts";
import { findMarketProblems } from "../../../src/web/problems/market.ts";

const NOW_MS = Date.parse("2026-11-14T02:00:00+09:00");

function problemsOf(state: SeriesState): readonly string[] {
  const market: MarketHealthView = {
    exchanges: [{
      ...{ id: "krx", title: "KRX", stream: "down", reason: "no reason given", restState: "ok" },
      ...{ downSinceMs: NOW_MS - 3_600_000, skewMs: 0 },
    }],
    series: [{
      ...{ exchange: "krx", symbol: "005930/KRW", interval: "1m", state },
      ...{ reason: "the market opens on 2026-11-16 09:00 KST", lastClosedMs: undefined, lagP99Ms: undefined },
    }],
    problems: [],
  };
  return findMarketProblems({ market, nowMs: NOW_MS }).map(({ code }) => code);
}

Deno.test("while a market is closed no stream of it is missed, and in its session it is", () => {
  deepStrictEqual(problemsOf("closed"), []);
  deepStrictEqual(problemsOf("catching_up"), ["stream_down"]);
});

Deno.test("a Korean reader is told when a market opens", () => {
  deepStrictEqual(
    toKoreanReason("the market opens on 2026-11-16 09:00 KST"),
    "2026-11-16 09:00에 장이 열림",
  );
});
