import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { createSessionHours } from "../../src/calendar/session_hours.ts";
import type { StrategiesPort } from "../../src/commands/deps.ts";
import { showStrategies } from "../../src/cli/strategy/show_strategies.ts";
import type { Advice, Fill } from "../../src/core/advice.ts";
import { OWNER } from "../../src/core/actor.ts";
import { type Candle, closeTimeOf, type Interval } from "../../src/core/candle.ts";
import type { Lang } from "../../src/core/lang.ts";
import { nextFill } from "../../src/core/market/fill_moment.ts";
import { ALWAYS_OPEN } from "../../src/core/market/hours.ts";
import { toAccountView } from "../../src/engine/portfolio_totals.ts";
import { StrategyAccount } from "../../src/engine/session/strategy_account.ts";
import { nextOpen } from "../../src/paper/fill_models/next_open.ts";
import { HOLIDAYS_TEXT, toCalendar } from "../calendar/sample_calendars.ts";
import { krxRules, playKrx } from "../paper/krx_parts.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { TESTER } from "../support/owned.ts";
import { strategyOf } from "../web/scripted_strategies.ts";
import { createMemoryStrategies } from "./store/memory_strategies.ts";

const calendar = toCalendar(HOLIDAYS_TEXT);
const hours = createSessionHours(() => calendar);
const at = (text: string) => Date.parse(`2026-11-${text}+09:00`);
const rules = krxRules("KOSPI");

/** The last minutes of Friday, its closing auction, and Monday's first two, which begin with a gap. */
const MINUTES = ["13T15:18", "13T15:19", "13T15:30", "16T09:00", "16T09:01"].map((text, i): Candle => {
  const price = [10_000, 10_020, 10_050, 10_300, 10_310][i] ?? NaN;
  return {
    openTimeMs: at(`${text}:00`),
    open: price,
    high: price + 10,
    low: price,
    close: price,
    volume: 10,
  };
});

type Says = Readonly<Record<number, Advice["action"]>>;

/** As a strategy's session works them: one after the other, with the advice of each. */
function playLive(says: Says): { readonly account: StrategyAccount; readonly fills: readonly Fill[] } {
  const account = new StrategyAccount({ rules, exits: {}, model: nextOpen, interval: "1m", hours });
  const fills = MINUTES.flatMap((candle, i) => {
    const action = says[i];
    const advice = action === undefined ? undefined : { action, confidence: 1, reason: "told to" };
    account.settle(
      [{ interval: "1m", candle, endMs: closeTimeOf("1m", candle.openTimeMs) }],
      advice,
    );
    return account.take().fills.map(({ number: _number, ...fill }) => fill);
  });
  return { account, fills };
}

const SAID: readonly (readonly [string, Says, readonly (readonly [number, string | undefined])[]])[] = [
  ["15:18 is filled in the next minute", { 0: "buy" }, [[10_020, undefined]]],
  ["15:19 is filled at the closing auction", { 1: "buy" }, [[10_050, "closing_auction"]]],
  ["the closing auction is filled at Monday's open, with its gap", { 2: "buy" }, [[10_300, "next_session"]]],
  ["both ends is filled at both", { 1: "buy", 2: "sell" }, [[10_050, "closing_auction"], [
    10_300,
    "next_session",
  ]]],
];
for (const [name, says, expected] of SAID) {
  Deno.test(`live advice of ${name}, as a backtest fills it`, () => {
    const { fills } = playLive(says);
    deepStrictEqual(fills.map(({ price, moment }) => [price, moment]), expected);
    deepStrictEqual(fills, playKrx(MINUTES, { says, rules, interval: "1m", hours }).fills);
  });
}

Deno.test("a position on paper tells where it was bought", () => {
  const { account } = playLive({ 1: "buy" });
  deepStrictEqual(toAccountView(account, rules.startCash).positions.map(({ entryMoment }) => entryMoment), [
    "closing_auction",
  ]);
});

const DUE: readonly (readonly [Interval, string, string, string | undefined])[] = [
  ["1m", "13T15:18:00", "13T15:19:00", undefined],
  ["1m", "13T15:19:00", "13T15:30:00", "closing_auction"],
  ["15m", "13T15:15:00", "13T15:30:00", "closing_auction"],
  ["1m", "13T15:30:00", "16T09:00:00", "next_session"],
  ["1d", "13T09:00:00", "16T09:00:00", "next_session"],
  // The day of the entrance exam closes an hour later.
  ["1m", "19T15:19:00", "19T15:20:00", undefined],
  ["1m", "19T16:19:00", "19T16:30:00", "closing_auction"],
];
for (const [interval, advised, filled, moment] of DUE) {
  Deno.test(`an order of the ${interval} candle of ${advised} is due at ${filled}: ${moment}`, () => {
    deepStrictEqual(nextFill(interval, { advisedMs: at(advised), hours }), { filledMs: at(filled), moment });
  });
}

Deno.test("of a coin nobody says in which session it is filled", () => {
  const { moment } = nextFill("1m", { advisedMs: at("13T15:19:00"), hours: ALWAYS_OPEN });
  strictEqual(moment, undefined);
});

const SHOWN: readonly (readonly [Lang, RegExp, RegExp])[] = [
  ["en", /buy \(next session\)\. told to/, /long 10 at 10,050 \(closing auction\)/],
  ["ko", /매수 \(다음 거래일\)\. told to/, /롱 10 \(10,050 \(종가 단일가\)에\)/],
];
for (const [lang, advice, position] of SHOWN) {
  Deno.test(`strategy show says in ${lang} where an order was filled, and where the last one is due`, async () => {
    const clock = new ManualClock(at("13T18:00:00"));
    const store = createMemoryStrategies(clock);
    const market = { exchange: "krx", symbol: "005930/KRW", timeframe: "1m" };
    await store.table.add(OWNER, {
      ...{ ...market, id: "late", kind: "ma_cross", params: {}, money: {}, onStop: "leave", isActive: true },
      actor: TESTER,
    });
    const { account } = playLive({ 1: "buy" });
    const lastAdvice = {
      ...{ action: "buy", confidence: 1, reason: "told to", barTimeMs: at("13T15:30:00"), latencyMs: 1 },
      ...{ decidedAtMs: at("13T15:31:01"), isLate: false, fillMoment: "next_session" },
    } as const;
    const view = strategyOf({ ...market, account: toAccountView(account, rules.startCash), lastAdvice });
    const note = { id: "late", status: { ...view, notedAtRealMs: clock.now() }, notedAtMs: clock.now() };
    await store.journal.noteStatus(OWNER, note);
    const lines: string[] = [];
    const terminal = { out: (line: string) => void lines.push(line), err: () => {}, lang };
    await showStrategies({
      strategies: { store, watched: ["krx:005930/KRW"] } as unknown as StrategiesPort,
      terminal: { ...terminal, isTerminal: false, hasColor: false },
      nowMs: clock.now(),
    }, { json: false, id: "late" });
    match(lines.join("\n"), advice);
    match(lines.join("\n"), position);
  });
}
