import assert from "node:assert/strict";
import {
  readIntervalArgument,
  readMarketArgument,
  readSpan,
  readTimeArgument,
} from "../../../src/commands/series_argument.ts";
import { EXIT, UserError } from "../../../src/core/errors.ts";
import { toKstIso } from "../../../src/core/kst.ts";

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    assert.equal(error.exitCode, EXIT.config);
    return error.message;
  }
  throw new Error("It was not refused");
}

const MARKETS: readonly (readonly [string, string | undefined, string])[] = [
  ["BTC/KRW", undefined, "upbit BTC/KRW"],
  ["btc-krw", "bithumb", "bithumb BTC/KRW"],
  ["upbit:BTC/KRW", undefined, "upbit BTC/KRW"],
  ["binance:BTC/USDT", "upbit", "binance BTC/USDT"],
  ["005930/KRW", "krx", "krx 005930/KRW"],
  ["krx:005930", "upbit", "krx 005930/KRW"],
  ["krx:0009k0", undefined, "krx 0009K0/KRW"],
  ["krx:Q500001", undefined, "krx Q500001/KRW"],
  ["005930", "upbit", "krx 005930/KRW"],
  ["005930", "file", "file 005930/KRW"],
];

for (const [text, exchange, expected] of MARKETS) {
  Deno.test(`the market ${text} with the exchange ${exchange} is ${expected}`, () => {
    const market = readMarketArgument(text, exchange);
    assert.equal(`${market.exchange} ${market.symbol}`, expected);
  });
}

const REFUSALS: readonly (readonly [string, RegExp])[] = [
  ["upbit:005930", /it is the code of a Korean stock; write it like krx:005930$/],
  ["krx:5930", /has six places, like krx:005930 .* before six digits; perhaps krx:005930 is meant$/],
  ["krx:SAMSUNG", /has six places, like krx:005930 or krx:0009K0, and that of an ETN a Q before six digits$/],
  ["삼성전자", /letters A to Z and digits only; write a stock by its code, like krx:005930/],
  ["BTCKRW", /write it like BTC\/KRW or upbit:BTC\/KRW, and a stock like krx:005930$/],
];

for (const [text, expected] of REFUSALS) {
  Deno.test(`the market ${text} is refused with what to write instead`, () => {
    assert.match(refusal(() => readMarketArgument(text, undefined)), expected);
  });
}

for (
  const text of [
    "",
    "BTCKRW",
    "upbit:",
    ":BTC/KRW",
    "Upbit:BTC/KRW",
    "upbit:BTC/KRW:1m",
    "BTC/KRW/1m",
    "../BTC/KRW",
  ]
) {
  Deno.test(`the market ${JSON.stringify(text)} is refused with an example`, () => {
    assert.match(
      refusal(() => readMarketArgument(text, undefined)),
      /write it like BTC\/KRW or upbit:BTC\/KRW/,
    );
  });
}

Deno.test("an interval that is none is refused with those there are", () => {
  assert.equal(readIntervalArgument("1dKST"), "1dKST");
  assert.match(refusal(() => readIntervalArgument("2m")), /"2m": it must be one of 1s, 1m, 3m, .*1dKST/);
});

const TIMES: readonly (readonly [string, string])[] = [
  ["2026-11-14", "2026-11-14T00:00:00+09:00"],
  ["2026-11-14T09:00", "2026-11-14T09:00:00+09:00"],
  ["2026-11-14 09:00:30", "2026-11-14T09:00:30+09:00"],
  ["2026-11-14T00:00:00Z", "2026-11-14T09:00:00+09:00"],
  ["2026-11-14T00:00:00-05:00", "2026-11-14T14:00:00+09:00"],
  ["1789344000000", "2026-09-14T09:00:00+09:00"],
];

for (const [text, expected] of TIMES) {
  Deno.test(`the time ${text} is ${expected}`, () => {
    assert.equal(toKstIso(readTimeArgument("--from", text)), expected);
  });
}

for (
  const text of [
    "",
    "today",
    "2026-02-30",
    "2026-11-14T25:00",
    "2026-11-14T09:00junk",
    "14.11.2026",
    "-1",
    "1e12",
  ]
) {
  Deno.test(`the time ${JSON.stringify(text)} is refused under the name of its option`, () => {
    assert.match(
      refusal(() => readTimeArgument("--from", text)),
      /^Cannot read --from: it must be a time like/,
    );
  });
}

const NOW_MS = Date.parse("2026-11-20T12:00:00+09:00");

Deno.test("a stretch without ends is the last days until now", () => {
  const { fromMs, toMs } = readSpan({}, { nowMs: NOW_MS, days: 7 });
  assert.deepEqual([toMs, toMs - fromMs], [NOW_MS, 7 * 86_400_000]);
});

Deno.test("a stretch whose beginning does not lie before its end is refused", () => {
  const read = (options: { from?: string; to?: string }) => () =>
    readSpan(options, { nowMs: NOW_MS, days: 7 });
  assert.equal(
    refusal(read({ from: "2026-11-20", to: "2026-11-20" })),
    "--from must lie before --to",
  );
  assert.equal(refusal(read({ from: "2030-01-01" })), "--from lies in the future");
});
