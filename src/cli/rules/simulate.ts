import { realClock } from "../../app/runtime.ts";
import { UserError } from "../../core/errors.ts";
import { kstDayOf, MINUTE_MS, toKstIso } from "../../core/kst.ts";
import { isStockCode, readSymbol } from "../../core/symbol.ts";
import { replayDay, type ReplayedFiring } from "../../signals/replay/replay_day.ts";
import { evidenceAgeMs } from "../../signals/score/limits.ts";
import { toScore, usableStrength } from "../../signals/score/score.ts";
import { readTimeArgument } from "../../commands/series_argument.ts";
import type { Terminal } from "../kit/terminal.ts";
import { findRule, withJournal } from "./access.ts";
import { readStoredDay } from "./stored_day.ts";

interface SimulateOptions {
  readonly rule: string;
  readonly ticker: string;
  readonly at?: string;
  readonly json: boolean;
}

/** What a rule says of one ticker, from what is stored. Nothing is written and nothing goes out. */
export function simulate(terminal: Terminal, options: SimulateOptions): Promise<void> {
  const upper = options.ticker.trim().toUpperCase();
  const ticker = isStockCode(upper) ? upper : readSymbol(upper);
  if (ticker === undefined) {
    throw new UserError("invalid", "--ticker must be a share like 005930 or a coin like BTC/KRW");
  }
  const atMs = options.at === undefined ? realClock.now() : readTimeArgument("--at", options.at);
  return withJournal(terminal, async (access) => {
    const { rule, set } = await findRule(options.rule, access);
    const day = await readStoredDay(kstDayOf(atMs), {
      config: access.config,
      rule,
      openQuietMs: set.openQuietMs,
    });
    // What was known at the end of that minute; whatever comes later is not looked at.
    const fired = replayDay(rule, { ...day, toMs: Math.min(day.toMs, atMs + MINUTE_MS) });
    const mine = fired.filter(({ firing }) => firing.ticker === ticker);
    const last = mine.findLast((one) => one.atMs > atMs - MINUTE_MS);
    print(terminal, last, { ...options, ticker, atMs, earlier: mine.filter((one) => one !== last).length });
  });
}

function print(
  terminal: Terminal,
  found: ReplayedFiring | undefined,
  options: SimulateOptions & { atMs: number; earlier: number },
): void {
  const { rule, ticker, atMs, earlier, json } = options;
  const evidence = found?.firing.evidence.map((piece) => ({
    key: piece.key,
    numbers: piece.numbers,
    weight: piece.weight,
    strength: usableStrength(piece, found.atMs) ?? null,
    age_s: toSeconds(evidenceAgeMs(piece, found.atMs)),
  })) ?? [];
  const scored = found === undefined ? undefined : toScore(found.firing.evidence, found.atMs);
  const score = scored?.kind === "score" ? scored : undefined;
  const shown = {
    ...{ rule, ticker, at: toKstIso(found?.atMs ?? atMs) },
    fires: found !== undefined,
    outcome: found?.outcome ?? null,
    action: found?.firing.action ?? null,
    price: found?.firing.price ?? null,
    score: found?.score ?? null,
    coverage: score?.coverage ?? null,
    freshness: score?.freshness ?? null,
    evidence,
    met_earlier: earlier,
    delivered: false,
  };
  if (json) return terminal.out(JSON.stringify(shown, null, 2));
  if (found === undefined) {
    return terminal.out(
      `${rule} says nothing of ${ticker} at ${shown.at}; it was met ${earlier} times before on that day`,
    );
  }
  terminal.out(
    `${rule} at ${shown.at}: ${shown.action} ${ticker}, score ${shown.score ?? "none"}, ${shown.outcome}`,
  );
  for (const { key, numbers, weight, strength, age_s } of evidence) {
    const text = Object.entries(numbers).map(([name, value]) => `${name} ${value}`).join(", ") ||
      "nothing known";
    terminal.out(
      `  ${key}: ${text}; strength ${strength ?? "none"} x weight ${weight}, ${age_s ?? "unknown"} s old`,
    );
  }
  terminal.out("nothing was sent");
}

function toSeconds(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms / 1_000);
}
