import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import {
  type AdviceReason,
  findReasonFault,
  isKeyedReason,
  type KeyedReason,
  readStoredReason,
  toStoredReason,
} from "../../../src/core/reasons/advice_reason.ts";
import { toReasonText } from "../../../src/core/reasons/reason_text.ts";

const NINE = Date.parse("2026-03-11T09:00:00+09:00");

const WORDED: readonly (readonly [reason: KeyedReason, ko: string, en: string])[] = [
  [
    { key: "rsi", value: 68.6, relation: "above", limit: 62 },
    "RSI 68.6 > 62 (기준 위)",
    "The RSI is 68.6, above 62.",
  ],
  [
    { key: "rsi", bars: 14, value: 29.04, relation: "below", limit: 30 },
    "RSI(14) 29.0 < 30 (기준 아래)",
    "The RSI of 14 bars is 29.0, below 30.",
  ],
  [
    {
      ...{ key: "rsi", value: 31.2, relation: "back_above", limit: 30 },
      trends: [{ interval: "1h", state: "up" }, { interval: "4h", state: "sideways" }],
    },
    "RSI 31.2 ≥ 30 (기준 위로 돌아옴) · 추세: 1h 상승, 4h 횡보",
    "The RSI is 31.2, back above 30; trends: 1h up, 4h sideways.",
  ],
  [
    { key: "figure", name: "ADX", value: 0.1 + 0.2, relation: "back_below", limit: 25 },
    "ADX 0.3 ≤ 25 (기준 아래로 돌아옴)",
    "ADX is 0.3, back below 25.",
  ],
  [
    { key: "averages", kind: "sma", fast: 10, slow: 30, relation: "below", close: 141_000 },
    "SMA 10봉 평균이 30봉 평균 아래로 내려감 (종가 141,000)",
    "The sma of 10 bars fell below that of 30 at 141000.",
  ],
  [
    { key: "trend", interval: "3m", state: "down" },
    "3m 추세가 하락 쪽으로 바뀜",
    "The 3m trend has turned down.",
  ],
  [{ key: "first_bar" }, "첫 봉에서 사서 그대로 보유", "The first bar: buy and hold."],
  [
    { key: "due", action: "buy", dueAtMs: NINE, lateMs: 0, amount: { kind: "share", share: 0.1 } },
    "03-11 09:00 KST 예약: 여유 자금의 10% 매수",
    "Due at 09:00 KST on 03-11: buy for 10% of the free money.",
  ],
  [
    { key: "due", action: "sell", dueAtMs: NINE, lateMs: 690_000, amount: { kind: "value", value: 25_000 } },
    "03-11 09:00 KST (12분 늦음) 예약: 금액 25,000 매도",
    "Due at 09:00 KST on 03-11, 12 min late: sell for 25000.",
  ],
  [
    { key: "fell_to_line", close: 109.5, line: 110 },
    "종가 109.5: 110 선까지 내려옴",
    "The close fell to 109.5, through the line at 110.",
  ],
  [
    { key: "rose_to_lines", close: 131, lines: [110, 120] },
    "종가 131까지 오름: 110, 120에서 산 것을 매도",
    "The close rose to 131: sell what was bought at 110, 120.",
  ],
  [
    { key: "table", column: "exit_long" },
    "표의 exit_long 열이 신호를 냄",
    "The table says exit_long.",
  ],
  [{ key: "text", ko: "거래량이 두 배", en: "Twice the volume" }, "거래량이 두 배", "Twice the volume"],
];

for (const [reason, ko, en] of WORDED) {
  Deno.test(`a reason with a key is worded in both languages: ${en}`, () => {
    deepStrictEqual([toReasonText(reason, "ko"), toReasonText(reason, "en")], [ko, en]);
    strictEqual(findReasonFault(reason), undefined);
    deepStrictEqual(readStoredReason(toStoredReason(reason)), reason);
  });
}

Deno.test("a sentence is stored and shown as it is, in whatever language", () => {
  for (const text of ["The RSI of 14 bars is 68.6, above 62.", '{"key":', '{"key":"moon"}', "{}", "한글"]) {
    strictEqual(readStoredReason(toStoredReason(text)), text);
    deepStrictEqual([toReasonText(text, "ko"), toReasonText(text, "en")], [text, text]);
  }
});

const BAD: readonly (readonly [reason: unknown, what: RegExp])[] = [
  ["", /^a sentence$/],
  [7, /^a sentence, or an object/],
  [["rsi"], /^a sentence, or an object/],
  [{ key: "constructor" }, /key is one of/],
  [{ key: "rsi", value: NaN, relation: "above", limit: 1 }, /fitting value/],
  [{ key: "rsi", value: 1, relation: "over", limit: 1 }, /fitting relation/],
  [{ key: "rsi", value: 1, relation: "above", limit: 1, trends: [{ interval: "1h" }] }, /fitting trends/],
  [{ key: "rsi", value: 1, relation: "above", limit: 1, trends: Array(9).fill({}) }, /fitting trends/],
  [{ key: "figure", name: "x".repeat(41), value: 1, relation: "above", limit: 1 }, /fitting name/],
  [{ key: "text", ko: "가", en: "x".repeat(501) }, /fitting en/],
  [{ key: "text", ko: "가" }, /fitting en/],
  [
    { key: "due", action: "buy", dueAtMs: 0, lateMs: 0, amount: { kind: "value", share: 1 } },
    /fitting amount/,
  ],
  [
    { key: "due", action: "buy", dueAtMs: 0, lateMs: 0, amount: { kind: "usual", value: 1 } },
    /fitting amount/,
  ],
  [{ key: "rose_to_lines", close: 1, lines: Array(201).fill(1) }, /fitting lines/],
  [{ key: "table", column: "x" }, /fitting column/],
  [{ key: "trend", interval: "<b>", state: "up" }, /fitting interval/],
];

for (const [reason, what] of BAD) {
  Deno.test(`a reason that is none is refused: ${JSON.stringify(reason)?.slice(0, 90)}`, () => {
    match(findReasonFault(reason) ?? "", what);
    strictEqual(isKeyedReason(reason), false);
    if (typeof reason === "object") {
      const text: AdviceReason = JSON.stringify(reason);
      strictEqual(readStoredReason(text), text);
    }
  });
}
