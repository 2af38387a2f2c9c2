/** Advice that cannot be ordered is told as that, live as in a backtest. */
import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { MINUTE_MS } from "../../src/core/kst.ts";
import { toReasonText } from "../../src/core/reasons/reason_text.ts";
import { toAdviceMessage } from "../../src/engine/messages.ts";
import { toSavedAdvice } from "../../src/engine/session/records.ts";
import { toAdviceFact } from "../../src/signals/facts/advice.ts";
import type { TopicMessage } from "../../src/bus/topics.ts";
import { toKoreanStrategyReason } from "../../src/web/kit/strategy_reasons.ts";

const CANDLE = { openTimeMs: 0, open: 100, high: 100, low: 100, close: 100, volume: 1 };
const bar = {
  interval: "1m",
  candle: CANDLE,
  endMs: MINUTE_MS,
  baseEndMs: MINUTE_MS,
  arrivedAtMs: 0,
} as const;
const MARKET = { id: "one", kind: "ma_cross", exchange: "upbit", symbol: "BTC/KRW", timeframe: "1m" };

const savedOf = (stopPrice: number) =>
  toSavedAdvice(
    { action: "buy", confidence: 1, reason: "It rose.", stopPrice },
    { bar, number: 1, decidedAtMs: MINUTE_MS, realNowMs: 1 },
  );
const factOf = (stopPrice: number) =>
  toAdviceFact(toAdviceMessage(MARKET, savedOf(stopPrice)).message as TopicMessage);

Deno.test("live advice whose stop lies above the price says so in its reason, and its event says that it is refused", () => {
  match(
    toReasonText(savedOf(110).reason, "en"),
    /^It rose\. \(Not ordered: its stop of 110 does not lie below the price of 100\.\)$/,
  );
  strictEqual(factOf(110)?.isRefused, true);
});

Deno.test("live advice whose stop lies below the price is told as it was given", () => {
  deepStrictEqual([savedOf(90).reason, factOf(90)?.isRefused], ["It rose.", false]);
});

Deno.test("an asynchronous strategy is told in Korean as well", () => {
  match(
    toKoreanStrategyReason(
      "Cannot run this strategy: what create() returned is not one: onCandle is asynchronous, but must answer at once: take async and await away",
    ),
    /^이 전략을 실행할 수 없음: .*onCandle은\(는\) 바로 답해야 하는데 비동기 함수임/,
  );
});
