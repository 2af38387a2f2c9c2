/** One figure, one word: the balance and the portfolio that are asked for, and the morning that comes by itself. */
import assert from "node:assert/strict";
import { toHoldings } from "../../../src/app/telling/holdings.ts";
import { createCommandDoor } from "../../../src/commands/door.ts";
import { COMMANDS } from "../../../src/commands/mod.ts";
import { renderText } from "../../../src/notifiers/texts/texts.ts";
import { toSample } from "../../../src/stock/history/sample.ts";
import { portfolio } from "../../../src/stock/sources/portfolio.ts";
import { startTestBot } from "../../bot/bot_parts.ts";
import { openCommandHome } from "../../commands/command_home.ts";

const HOLDINGS = [
  { name: "삼성전자", ticker: "005930", quantity: 100, current_price: 71_000 },
  { name: "카카오", ticker: "035720", quantity: 10, current_price: 38_000 },
];
/** What servers call their total: with the cash, without it, or not at all. */
const PAYLOADS: readonly (readonly [payload: Readonly<Record<string, unknown>>, expected: string])[] = [
  [
    { cash: 1_000_000, total_value: 8_480_000, holdings: HOLDINGS },
    "평가 7,480,000원 · 현금 1,000,000원 · 총자산 8,480,000원",
  ],
  [
    { cash: 1_000_000, total_value: 7_480_000, holdings: HOLDINGS },
    "평가 7,480,000원 · 현금 1,000,000원 · 총자산 8,480,000원",
  ],
  [{ cash: 1_000_000, holdings: HOLDINGS }, "평가 7,480,000원 · 현금 1,000,000원 · 총자산 8,480,000원"],
  [{ total_value: 7_480_000, holdings: HOLDINGS }, "평가 7,480,000원"],
  [
    { cash: 1_000_000, total_value: 9_999_999, holdings: [...HOLDINGS, { ticker: "000660", quantity: 1 }] },
    "현금 1,000,000원 · 총자산 9,999,999원",
  ],
];

function toMorningText(payload: Readonly<Record<string, unknown>>): string {
  const atMs = Date.parse("2026-11-20T08:40:00+09:00");
  const facts = {
    ...{ kind: "morning" as const, atMs, opensAtMs: atMs, closesAtMs: atMs, sources: [], rules: 6 },
    ...{ judge: undefined, deferred: [], yesterday: { signals: 0, right: 0, wrong: 0, open: 0 } },
    holdings: toHoldings(toSample(portfolio, { data: payload, fetchedAtMs: atMs })),
  };
  return renderText({ facts, lang: "ko", hidesAmounts: false, insteadOf: undefined });
}

/** The amounts of a line, in the order in which they stand there. */
const amountsOf = (text: string) => (text.match(/(?:평가|현금|총자산) [\d,]+원/g) ?? []).join(" · ");

Deno.test("value, cash and their total are the same figures under the same words, whoever tells them", async () => {
  for (const [payload, expected] of PAYLOADS) {
    await using home = await openCommandHome();
    const source = { state: "ok", stale: false, age_s: 41, data: payload };
    const program = {
      ...{ health: () => ({}), pollNow: () => ({ kind: "off" as const }), requestStop() {} },
      state: () => ({ now: "", mode: "live", sources: { portfolio: source } }),
    };
    const door = createCommandDoor(COMMANDS, { ...home.deps, program });
    await using test = await startTestBot({ door });
    await test.say("/balance");
    await test.say("/portfolio_status");
    const [balance = "", asked = ""] = test.telegram.texts;
    assert.deepEqual(
      [amountsOf(balance.split("\n")[0] ?? ""), amountsOf(asked), amountsOf(toMorningText(payload))],
      [expected, expected, expected],
    );
  }
});

Deno.test("a portfolio in another currency has no won in the morning", () => {
  const text = toMorningText({ currency: "USD", cash: 5, total_value: 500, holdings: HOLDINGS });
  assert.equal(amountsOf(text), "");
});
