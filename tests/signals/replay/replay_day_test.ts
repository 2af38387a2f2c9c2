import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { replayDay, type StoredDay, wishesOf } from "../../../src/signals/replay/replay_day.ts";
import { rule } from "../pipeline/pipeline_parts.ts";
import { HELD, NOW_MS, pollsAt, RANKED, SESSION } from "../signal_parts.ts";

const DAY_MS = 86_400_000;

function dayOf(minutes: readonly (Parameters<typeof pollsAt>[1] | undefined)[]): StoredDay {
  const rounds = minutes.flatMap((
    parts,
    i,
  ) => (parts === undefined ? [] : [pollsAt(NOW_MS + i * 60_000, parts)]));
  const of = (source: "portfolio" | "news_sentiment" | "screener_preview") =>
    rounds.flatMap((round) => round[source] ?? []);
  return {
    polls: {
      portfolio: of("portfolio"),
      news_sentiment: of("news_sentiment"),
      screener_preview: of("screener_preview"),
    },
    candles: new Map(),
    session: SESSION,
    openQuietMs: 300_000,
    peaks: new Map(),
    fromMs: NOW_MS - DAY_MS / 2,
    toMs: NOW_MS + DAY_MS / 2,
  };
}

const outcomes = (kind: object, day: StoredDay) =>
  replayDay(rule(kind), day).map(({ atMs, firing, outcome }) =>
    `${(atMs - NOW_MS) / 60_000} ${firing.ticker} ${outcome}`
  );

Deno.test("each round of polls is one look, and the same pair is sent once a day", () => {
  deepStrictEqual(outcomes({ kind: "holding_stop" }, dayOf([{}, {}, undefined, {}])), [
    "0 035720 sent",
    "1 035720 duplicate",
    "3 035720 duplicate",
  ]);
});

Deno.test("a peak is built up during the day", () => {
  const at = (price: number) => ({ holdings: [{ ...HELD, pnlPct: 1, price }] });
  deepStrictEqual(
    outcomes({ kind: "holding_trailing", params: { trailPct: 10 } }, dayOf([100, 120, 108, 100].map(at))),
    [
      "2 035720 sent",
      "3 035720 duplicate",
    ],
  );
});

Deno.test("who entered the list while the session had not begun is told of when it has", () => {
  const day = dayOf([{ ranked: [] }, { ranked: [RANKED] }, { ranked: [RANKED] }]);
  const later = { ...day, session: { ...SESSION, openMs: NOW_MS + 100_000 }, openQuietMs: 0 };
  deepStrictEqual(outcomes({ kind: "screener_entry" }, later), ["1 005930 closed", "2 005930 sent"]);
});

Deno.test("a rule about shares needs no candles; one about a coin's price needs its minutes", () => {
  strictEqual(wishesOf(rule({ kind: "holding_stop" })).length, 0);
  strictEqual(wishesOf(rule({ kind: "price_level", params: { ticker: "005930", above: 1 } })).length, 0);
  const btc = wishesOf(
    rule({ kind: "price_level", params: { exchange: "upbit", ticker: "BTC/KRW", above: 1 } }),
  );
  deepStrictEqual(btc.map(({ symbol, interval }) => [symbol, interval]), [["BTC/KRW", "1m"]]);
});
