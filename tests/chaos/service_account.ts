/** The money of a strategy worked once more: each candle that it has worked, with the advice that is in its journal. */
import { MINUTE_MS } from "../../src/core/kst.ts";
import type { Candle } from "../../src/core/candle.ts";
import type { DemoStrategy } from "../../src/demo/demo_strategies.ts";
import { StrategyAccount } from "../../src/engine/session/strategy_account.ts";
import { checkStrategy } from "../../src/engine/host/checked_strategy.ts";
import { toSavedAdvice } from "../../src/engine/store/records.ts";
import type { SavedAdvice } from "../../src/engine/strategy_store.ts";
import { tickSizeOf } from "../../src/exchanges/coin_rules.ts";
import { FILL_MODELS } from "../../src/paper/fill_models/mod.ts";
import { type Fault, other } from "./findings.ts";
import { lookAt } from "./look.ts";
import type { ServiceFacts } from "./service_facts.ts";

export function judgeAccount(
  data: string,
  { wish, found }: { readonly wish: DemoStrategy; readonly found: ServiceFacts },
): readonly Fault[] {
  const at = found.strategies.get(wish.id);
  if (at === undefined) return [other(`${wish.id} has no state`)];
  if (at.bars === 0) return [];
  const saved = JSON.parse(at.stored);
  const checked = checkStrategy({ ...wish, startAskedAtMs: undefined }, {
    fillModels: FILL_MODELS,
    tickSizeOf,
  });
  const account = new StrategyAccount({
    rules: checked.rulesFor(saved.mostPositions),
    exits: checked.exits,
    model: checked.model,
    interval: checked.interval,
    hours: checked.hours,
  });
  const advice = readAdvice(data, wish.id);
  const candles = readWorked(found, { symbol: wish.symbol, untilMs: at.cursorMs, count: at.bars });
  const firstMs = candles[0]?.openTimeMs ?? NaN;
  if (candles.length !== at.bars || firstMs !== at.cursorMs - at.bars * MINUTE_MS) {
    return [
      other(`${wish.id} worked ${at.bars} candles, and ${candles.length} from ${firstMs} on are stored`),
    ];
  }
  for (const candle of candles) {
    const bar = { interval: checked.interval, candle, endMs: candle.openTimeMs + MINUTE_MS };
    account.settle([bar], advice.get(candle.openTimeMs));
  }
  const { paper, counts } = account.save();
  const [is, replayed] = [{ paper: saved.paper, desk: saved.desk }, { paper, desk: counts }].map((one) =>
    JSON.stringify(one)
  );
  return is === replayed ? [] : [other(`the account of ${wish.id} is ${is}, and a replay makes ${replayed}`)];
}

function readAdvice(data: string, id: string): ReadonlyMap<number, SavedAdvice> {
  using look = lookAt(`${data}/signal_v2.db`);
  const rows = look?.rows(
    `SELECT number, bar_time, action, size, stop_price, take_profit_price, confidence, reason, decided_at, latency_ms,
     is_late FROM advice WHERE strategy_id = '${id}'`,
  ) ?? [];
  return new Map(rows.map(toSavedAdvice).map((row) => [row.barTimeMs, row]));
}

function readWorked(
  { facts }: ServiceFacts,
  { symbol, untilMs, count }: { readonly symbol: string; readonly untilMs: number; readonly count: number },
): readonly Candle[] {
  const candles: Candle[] = [];
  for (let openTimeMs = untilMs - count * MINUTE_MS; openTimeMs < untilMs; openTimeMs += MINUTE_MS) {
    const text = facts.get(`candle ${symbol} ${openTimeMs}`);
    if (text === undefined) continue;
    const [open = 0, high = 0, low = 0, close = 0, volume = 0]: number[] = JSON.parse(text);
    candles.push({ openTimeMs, open, high, low, close, volume });
  }
  return candles;
}
