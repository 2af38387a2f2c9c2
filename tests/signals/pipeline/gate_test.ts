import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { Firing } from "../../../src/signals/rules/rule.ts";
import { planClaimSince } from "../../../src/signals/pipeline/claim_window.ts";
import { decide, toAnswered } from "../../../src/signals/pipeline/decide.ts";
import { type GateMoment, passGate } from "../../../src/signals/pipeline/gate.ts";
import type { PriorSignal } from "../../../src/signals/signal_journal.ts";
import { MOMENT, NOW_MS, piece, SESSION } from "../signal_parts.ts";
import { firing, STOP } from "./pipeline_parts.ts";

const fresh = (atMs: number) => [piece({ fetchedAtMs: atMs, dataAtMs: atMs })];
const gate = (change: Partial<Firing>, moment: Partial<GateMoment> = {}, minScore = 75) => {
  const all = { ...MOMENT, ...moment };
  const verdict = passGate(firing({ evidence: fresh(all.nowMs), ...change }), { moment: all, minScore });
  return verdict.kind === "open" ? "open" : verdict.reason;
};

Deno.test("rules about shares fire inside the session only, and not in its first five minutes", () => {
  const at = (time: string) => gate({}, { nowMs: Date.parse(`2026-11-20T${time}+09:00`) });
  deepStrictEqual(
    ["08:59:59", "09:00:00", "09:04:59", "09:05:00", "15:29:59", "15:30:00"].map(at),
    ["closed", "closed", "closed", "open", "open", "closed"],
  );
  strictEqual(gate({}, { session: undefined }), "closed");
  strictEqual(gate({}, { nowMs: SESSION.openMs, openQuietMs: 0 }), "open");
});

Deno.test("a coin is traded while the share market is closed", () => {
  strictEqual(gate({ exchange: "upbit", ticker: "BTC/KRW" }, { session: undefined }), "open");
});

Deno.test("fault 1: stale evidence gives no score and nothing goes out", () => {
  strictEqual(gate({ evidence: [piece({ fetchedAtMs: NOW_MS, dataAtMs: NOW_MS - 600_000 })] }), "stale");
  strictEqual(gate({ ...STOP, evidence: [piece({ numbers: {} })] }), "missing");
});

Deno.test("a score below the rule's own is not sent; what protects is not weighed", () => {
  strictEqual(gate({}, {}, 81), "below");
  strictEqual(gate({}, {}, 80), "open");
  strictEqual(gate(STOP, {}, 100), "open");
});

Deno.test("a muted share is quiet but for its stop, and a pause quiets buys alone", () => {
  const mutes = (ticker: string) => ({ mutes: [{ ticker, untilMs: NOW_MS + 1 }] });
  strictEqual(gate({}, mutes("005930")), "muted");
  strictEqual(gate({ ticker: "000660" }, mutes("005930")), "open");
  strictEqual(gate(STOP, mutes(STOP.ticker)), "open");
  strictEqual(gate({}, mutes("*")), "paused");
  strictEqual(gate({ action: "sell", signalClass: "sell_discretionary" }, mutes("*")), "open");
  strictEqual(gate({ action: "notice", signalClass: "notice" }, mutes("*")), "open");
});

const DAY = 86_400_000;
const sinceOf = (signal: object, prior: readonly PriorSignal[] = [], nowMs = NOW_MS) =>
  planClaimSince({ action: "buy", score: 80, window: "trading_day", ...signal }, { prior, nowMs });
const went = (action: "buy" | "sell", sentAtMs: number, score = 80): PriorSignal => ({
  action,
  score,
  sentAtMs,
});

Deno.test("fault 38: 09:20:30 of yesterday does not stand in the way of 09:20 of today", () => {
  const yesterdayMs = NOW_MS - DAY + 30_000;
  strictEqual(sinceOf({}) > yesterdayMs, true);
  strictEqual(sinceOf({ window: "24h" }) < yesterdayMs, true);
});

Deno.test("what went out today is in the way until the opposite went out, or the score is clearly higher", () => {
  const sentMs = NOW_MS - 600_000;
  const dayStart = sinceOf({});
  strictEqual(sinceOf({}, [went("buy", sentMs)]), dayStart);
  strictEqual(sinceOf({ score: 89 }, [went("buy", sentMs)]), dayStart);
  strictEqual(sinceOf({ score: 90 }, [went("buy", sentMs)]), sentMs);
  strictEqual(sinceOf({}, [went("sell", sentMs + 1), went("buy", sentMs)]), sentMs);
  strictEqual(sinceOf({}, [went("buy", sentMs), went("sell", sentMs - 1)]), dayStart);
});

Deno.test("fault 53: a pair that turns is told again after ten minutes at the soonest, and three times a day at most", () => {
  const dayStart = sinceOf({});
  const turned = (ago: number) => sinceOf({}, [went("sell", NOW_MS - 1), went("buy", NOW_MS - ago)]);
  deepStrictEqual([turned(599_999), turned(600_000)], [dayStart, NOW_MS - 600_000]);
  const buys = (count: number) =>
    Array.from({ length: count }, (_, i) => went("buy", NOW_MS - (i + 1) * 1_000_000, 10));
  const sell = went("sell", NOW_MS - 1);
  deepStrictEqual(sinceOf({}, [sell, ...buys(2)]), NOW_MS - 1_000_000);
  deepStrictEqual(sinceOf({}, [sell, ...buys(3)]), dayStart);
  deepStrictEqual(sinceOf({ score: 99 }, buys(3)), dayStart);
  // Those of yesterday are none of today.
  deepStrictEqual(
    sinceOf({}, [
      sell,
      went("buy", NOW_MS - 700_000),
      ...buys(9).slice(8).map((one) => ({
        ...one,
        sentAtMs: one.sentAtMs - DAY,
      })),
    ]),
    NOW_MS - 700_000,
  );
});

const answered = (change: object) => ({
  ...{ raw: "CONFIRM", errorKind: undefined, confidence: 86, effective: "CONFIRM" } as const,
  ...change,
});
const of = (signalClass: "buy" | "sell_discretionary", score = 77) => ({ signalClass, score, ringFrom: 80 });

Deno.test("fault 2: a buy without a verdict is a silent note, never a call to buy", () => {
  for (const raw of ["ERROR", "TIMEOUT", "SKIPPED"] as const) {
    deepStrictEqual(decide(answered({ raw, errorKind: "budget" }), of("buy")), {
      effective: "NONE",
      state: "unjudged",
      message: "not_judged",
      ring: false,
    });
  }
});

Deno.test("a sell without a verdict goes out and rings; one that is rejected does not go out", () => {
  const sell = decide(answered({ raw: "TIMEOUT", errorKind: "deadline" }), of("sell_discretionary"));
  deepStrictEqual([sell.state, sell.message, sell.ring, sell.effective], [
    "confirmed",
    "signal",
    true,
    "CONFIRM",
  ]);
  strictEqual(
    decide(answered({ raw: "REJECT", effective: "REJECT" }), of("sell_discretionary")).message,
    undefined,
  );
});

Deno.test("fault 4: a confirm that only headlines made is a rejection", () => {
  deepStrictEqual(decide(answered({ effective: "REJECT" }), of("buy")).state, "rejected");
});

Deno.test("a confirmed buy rings from the rule's confidence on; without a judge its score decides", () => {
  const rings = (change: object, score?: number) => decide(answered(change), of("buy", score)).ring;
  deepStrictEqual([rings({ confidence: 80 }), rings({ confidence: 79 })], [true, false]);
  const none = { raw: "SKIPPED", errorKind: "no_judge", confidence: undefined };
  deepStrictEqual([rings(none, 80), rings(none, 79)], [true, false]);
  strictEqual(decide(answered(none), of("buy")).state, "confirmed");
});

Deno.test("fault 42: a confidence of 150 or a verdict of HOLD is an error, not a rejection", () => {
  const raw = (change: object) =>
    toAnswered({ kind: "verdict", verdict: "CONFIRM", confidence: 86, reason: undefined, ...change }).raw;
  deepStrictEqual([raw({}), raw({ confidence: 150 }), raw({ confidence: NaN }), raw({ verdict: "HOLD" })], [
    "CONFIRM",
    "ERROR",
    "ERROR",
    "ERROR",
  ]);
});
