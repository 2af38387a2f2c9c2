import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import {
  type Advice,
  findAdviceFault,
  findSideFault,
  SIDE_TEXTS,
  withSideFault,
} from "../../src/core/advice.ts";
import { pick } from "../../src/core/lang.ts";
import { toReasonText } from "../../src/core/reasons/reason_text.ts";
import { readAdvice } from "../../src/engine/host/protocol.ts";

const GOOD: Advice = { action: "buy", confidence: 0.5, reason: "It rose." };

const good: readonly Advice[] = [
  GOOD,
  { ...GOOD, confidence: 0 },
  { ...GOOD, confidence: 1, stopPrice: 1, takeProfitPrice: 2 },
  { ...GOOD, size: { kind: "share", share: 1 } },
  { ...GOOD, size: { kind: "value", value: 5_000 } },
  { ...GOOD, size: { kind: "units", units: 0.1 } },
  { ...GOOD, size: undefined, stopPrice: undefined },
  { ...GOOD, reason: { key: "rsi", value: 68.6, relation: "above", limit: 62 } },
  { ...GOOD, reason: { key: "text", ko: "올랐음", en: "It rose." } },
];

Deno.test("findAdviceFault() finds nothing in advice as strategies give it", () => {
  for (const advice of good) strictEqual(findAdviceFault(advice), undefined, JSON.stringify(advice));
});

const bad: readonly (readonly [string, unknown, RegExp])[] = [
  [
    "onCandle",
    Promise.resolve(GOOD),
    /must answer at once: it returned a promise; take async and await away/,
  ],
  ["advice", null, /must be an object.*received null/],
  ["advice", "buy", /received "buy"/],
  ["advice", [GOOD], /must be an object/],
  ["action", { ...GOOD, action: "explode" }, /must be buy, sell, short or cover, received "explode"/],
  ["confidence", { ...GOOD, confidence: 7 }, /must be a number from 0 to 1, received 7/],
  ["confidence", { ...GOOD, confidence: NaN }, /received NaN/],
  ["confidence", { ...GOOD, confidence: -0.1 }, /received -0.1/],
  ["confidence", { ...GOOD, confidence: "1" }, /received "1"/],
  ["reason", { ...GOOD, reason: " " }, /must be a sentence/],
  ["reason", { action: "buy", confidence: 1 }, /received nothing/],
  ["reason", { ...GOOD, reason: null }, /must be a sentence, or an object with a key/],
  ["reason", { ...GOOD, reason: { key: "moon" } }, /whose key is one of rsi, figure, averages/],
  ["reason", { ...GOOD, reason: { key: "toString" } }, /whose key is one of/],
  ["reason", { ...GOOD, reason: { key: "trend", interval: "1h" } }, /of the key trend with a fitting state/],
  ["reason", { ...GOOD, reason: { key: "first_bar", more: 1 } }, /of the key first_bar without more fields/],
  ["size", { ...GOOD, size: { kind: "share", share: 1.1 } }, /must be a share above 0 up to 1/],
  ["size", { ...GOOD, size: { kind: "value", value: Infinity } }, /above 0/],
  ["size", { ...GOOD, size: { kind: "lots", lots: 1 } }, /above 0/],
  ["size", { ...GOOD, size: 5 }, /received 5/],
  ["size", { ...GOOD, size: { kind: "units", units: 0 } }, /above 0/],
  ["size", { ...GOOD, size: { kind: "lots", units: 1 } }, /above 0/],
  ["stopPrice", { ...GOOD, stopPrice: 0 }, /must be a price above 0, received 0/],
  ["stopPrice", { ...GOOD, stopPrice: Infinity }, /received Infinity/],
  ["takeProfitPrice", { ...GOOD, takeProfitPrice: NaN }, /received NaN/],
];

for (const [field, advice, what] of bad) {
  Deno.test(`findAdviceFault() names ${field} of ${JSON.stringify(advice)}`, () => {
    const fault = findAdviceFault(advice);
    deepStrictEqual(fault?.field, field);
    match(fault?.what ?? "", what);
  });
}

Deno.test("findAdviceFault() and live trading refuse and take the same", () => {
  const isTakenLive = (advice: unknown) => {
    try {
      return readAdvice(advice) !== undefined;
    } catch {
      return false;
    }
  };
  for (const advice of [...good, ...bad.map(([, value]) => value)]) {
    strictEqual(findAdviceFault(advice) === undefined, isTakenLive(advice), JSON.stringify(advice));
  }
});

const SIDES: readonly (readonly [Partial<Advice>, string | undefined])[] = [
  [{ stopPrice: 99, takeProfitPrice: 101 }, undefined],
  [{ stopPrice: 100 }, "its stop of 100 does not lie below the price of 100"],
  [{ stopPrice: 110 }, "its stop of 110 does not lie below the price of 100"],
  [{ takeProfitPrice: 100 }, "its target of 100 does not lie above the price of 100"],
  [{ stopPrice: 90, takeProfitPrice: 95 }, "its target of 95 does not lie above the price of 100"],
  [{ action: "short", stopPrice: 101, takeProfitPrice: 99 }, undefined],
  [{ action: "short", stopPrice: 90 }, "its stop of 90 does not lie above the price of 100"],
  [{ action: "short", takeProfitPrice: 100 }, "its target of 100 does not lie below the price of 100"],
  // They close, and open nothing that a stop could belong to.
  [{ action: "sell", stopPrice: 110 }, undefined],
  [{ action: "cover", takeProfitPrice: 110 }, undefined],
];

Deno.test("findSideFault() tells a stop and a target that lie on the wrong side of the price, also on the price itself", () => {
  for (const [change, fault] of SIDES) {
    const found = findSideFault({ ...GOOD, ...change }, 100);
    const words = found === undefined ? undefined : pick(SIDE_TEXTS[found.key], "en", found);
    strictEqual(words, fault, JSON.stringify(change));
  }
});

Deno.test("withSideFault() says in the reason that nothing is ordered, and leaves good advice as it is", () => {
  const right = { ...GOOD, stopPrice: 99 };
  strictEqual(withSideFault(right, 100), right);
  const rsi = { key: "rsi", value: 28, relation: "below", limit: 30 } as const;
  const { reason } = withSideFault({ ...GOOD, reason: rsi, stopPrice: 110 }, 100);
  const en = `${toReasonText(rsi, "en")} (Not ordered: its stop of 110 does not lie below the price of 100.)`;
  const ko = `${toReasonText(rsi, "ko")} (주문하지 않음: 손절가 110이 가격 100보다 낮지 않음)`;
  deepStrictEqual(reason, { key: "text", ko, en });
  const long = withSideFault({ ...GOOD, reason: "x".repeat(500), stopPrice: 110 }, 100);
  strictEqual(findAdviceFault(long), undefined);
  const none = { ...GOOD, reason: " ", stopPrice: 110 };
  strictEqual(withSideFault(none, 100), none);
});
