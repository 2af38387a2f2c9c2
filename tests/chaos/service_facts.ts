/** What a data directory of the service says, as facts that never change once they are stored, and what is wrong in it. */
import { MINUTE_MS } from "../../src/core/kst.ts";
import { candleOf, SIMULATED_COINS } from "../../src/demo/upbit/trades.ts";
import { readBlock } from "../../src/stock/history/codec/block.ts";
import { doubled, type Fault, findDoubled, half, lost, other } from "./findings.ts";
import { isThere, type Look, lookAt } from "./look.ts";

export interface ServiceFacts {
  readonly facts: ReadonlyMap<string, string>;
  readonly faults: readonly Fault[];
  /** Where each strategy is: the end of its last candle, and how many it has worked. */
  readonly strategies: ReadonlyMap<
    string,
    { readonly cursorMs: number; readonly bars: number; readonly stored: string }
  >;
  readonly waitingEvents: number;
}

const ADVICE =
  "SELECT strategy_id, number, bar_time, action, confidence, reason, decided_at, is_late FROM advice";
const TRADES =
  "SELECT strategy_id, number, side, units, entry_at, exit_at, entry_price, exit_price FROM paper_trade";

/** @param look `lookAtLive` while the service runs. */
export function readServiceFacts(data: string, look: typeof lookAt = lookAt): ServiceFacts {
  const facts = new Map<string, string>();
  const faults: Fault[] = [];
  const strategies = new Map<string, { cursorMs: number; bars: number; stored: string }>();
  let waitingEvents = 0;
  using signals = look(`${data}/signal_v2.db`);
  if (signals !== undefined) {
    faults.push(...findHalfSnapshots(signals), ...findWrongSpans(signals));
    for (const [atMs] of signals.rows("SELECT planned_at FROM run_tick")) facts.set(`tick ${atMs}`, "ran");
    for (const row of signals.rows(ADVICE)) facts.set(`advice ${row[0]} ${row[1]}`, JSON.stringify(row));
    for (const row of signals.rows(TRADES)) facts.set(`trade ${row[0]} ${row[1]}`, JSON.stringify(row));
    faults.push(...findDoubled(
      signals.rows("SELECT strategy_id, bar_time, action FROM advice").map((row) =>
        `advice ${row.join(" ")}`
      ),
    ));
    for (const [id, cursor, state] of signals.rows("SELECT strategy_id, cursor, state FROM strategy_state")) {
      const stored = String(state);
      strategies.set(String(id), { cursorMs: Number(cursor), bars: JSON.parse(stored).work.bars, stored });
      faults.push(...findHalfSteps(signals, { id: String(id), stored }));
    }
    const events = signals.rows("SELECT id FROM event_outbox").map(([id]) => String(id));
    waitingEvents = events.length;
    faults.push(...findLooseEvents(signals, events));
    const letters = signals.rows("SELECT id, reason FROM dead_letter");
    faults.push(...letters.map(([id, reason]) => lost(`the event ${id} became a dead letter: ${reason}`)));
  }
  using history = look(`${data}/history.db`);
  if (history !== undefined) readPolls(history, { facts, faults });
  using candles = look(`${data}/candles.db`);
  if (candles !== undefined) readCandles(candles, { facts, faults });
  return { facts, faults, strategies, waitingEvents };
}

function findHalfSnapshots(look: Look): readonly Fault[] {
  return look.rows("SELECT source, payload FROM snapshot").flatMap(([source, payload]) => {
    try {
      const value: unknown = JSON.parse(String(payload));
      return typeof value === "object" && value !== null
        ? []
        : [half(`the snapshot of ${source} is no object`)];
    } catch {
      return [half(`the snapshot of ${source} cannot be parsed`)];
    }
  });
}

/** When the program was there: stretches in order, none inside another. */
function findWrongSpans(look: Look): readonly Fault[] {
  const spans = look.rows("SELECT from_at, until_at FROM run_span ORDER BY from_at").map((row) =>
    row.map(Number)
  );
  return spans.flatMap(([fromMs = 0, untilMs = 0], i) => {
    const next = spans[i + 1]?.[0] ?? Infinity;
    if (untilMs < fromMs) return [half(`a run ends before it begins: ${fromMs} to ${untilMs}`)];
    return untilMs > next ? [doubled(`a run until ${untilMs} goes on after the next began at ${next}`)] : [];
  });
}

/** Advice and trades are counted in the state that was stored with them. */
function findHalfSteps(
  look: Look,
  { id, stored }: { readonly id: string; readonly stored: string },
): readonly Fault[] {
  const { work, desk } = JSON.parse(stored);
  const countOf = (table: string) =>
    Number(look.rows(`SELECT count(*) FROM ${table} WHERE strategy_id = '${id}'`)[0]?.[0]);
  const [advice, trades] = [countOf("advice"), countOf("paper_trade")];
  return [
    ...(advice === work.advice ? [] : [half(`${id} counts ${work.advice} advice and ${advice} are stored`)]),
    ...(trades === desk.trades ? [] : [half(`${id} counts ${desk.trades} trades and ${trades} are stored`)]),
  ];
}

/** An event tells of what is stored. */
function findLooseEvents(look: Look, ids: readonly string[]): readonly Fault[] {
  const known = new Set(
    look.rows("SELECT strategy_id, bar_time, number FROM advice").map((row) => `advice:${row.join(":")}`),
  );
  return ids.filter((id) => id.startsWith("advice:") && !known.has(id))
    .map((id) => half(`the event ${id} tells of advice that is not stored`));
}

interface Found {
  readonly facts: Map<string, string>;
  readonly faults: Fault[];
}

function readPolls(look: Look, { facts, faults }: Found): void {
  const keys: string[] = [];
  for (const table of ["sealed_day", "open_poll"]) {
    for (const [source, block, day] of look.rows(`SELECT source, block, day FROM ${table}`)) {
      try {
        for (const sample of readBlock(Uint8Array.fromHex(String(block)))) {
          const key = `poll ${source} ${sample.fetchedAtMs}`;
          keys.push(key);
          facts.set(key, JSON.stringify(sample));
        }
      } catch (error) {
        faults.push(half(`a block of ${source}, day ${day}, in ${table}: ${String(error)}`));
      }
    }
  }
  faults.push(...findDoubled(keys));
}

function readCandles(look: Look, { facts, faults }: Found): void {
  const keys: string[] = [];
  const rows = look.rows(
    `SELECT symbol, open_time, open, high, low, close, volume FROM candle JOIN series ON series.id = series_id
     WHERE closed = 1 AND interval = '1m'`,
  );
  for (const [symbol, atMs, ...numbers] of rows) {
    keys.push(`candle ${symbol} ${atMs}`);
    facts.set(`candle ${symbol} ${atMs}`, JSON.stringify(numbers));
  }
  faults.push(...findDoubled(keys));
  for (const [id, symbol, candles] of look.rows("SELECT id, symbol, bars FROM series")) {
    const count = Number(look.rows(`SELECT count(*) FROM candle WHERE series_id = ${id}`)[0]?.[0]);
    if (count !== candles) faults.push(half(`${symbol} says ${candles} candles and has ${count}`));
  }
}

/** What the exchange serves of this key when its minute is over; nothing for a minute without a trade. */
export function truthOf(key: string, seed: number): string | undefined {
  const [, symbol, at] = key.split(" ");
  const coin = SIMULATED_COINS.find((one) => one.symbol === symbol);
  const openTimeMs = Number(at);
  const candle = coin && candleOf(coin, { seed, openTimeMs, nowMs: openTimeMs + MINUTE_MS });
  if (candle === undefined) return undefined;
  const { open, high, low, close, volume } = candle;
  return JSON.stringify([open, high, low, close, volume]);
}

/** Every minute from the listing on until then, as the exchange has it. */
export function findWrongCandles(
  facts: ReadonlyMap<string, string>,
  { seed, fromMs, untilMs }: { readonly seed: number; readonly fromMs: number; readonly untilMs: number },
): readonly Fault[] {
  const faults: Fault[] = [];
  for (const { symbol } of SIMULATED_COINS) {
    for (let atMs = fromMs; atMs < untilMs; atMs += MINUTE_MS) {
      const key = `candle ${symbol} ${atMs}`;
      const [is, truth] = [facts.get(key), truthOf(key, seed)];
      if (is === truth) continue;
      if (is === undefined) faults.push(lost(`${key} is missing`));
      else faults.push(other(`${key} is ${is}, and the exchange serves ${truth ?? "none"}`));
    }
  }
  return faults;
}

export function hasData(data: string): boolean {
  return isThere(`${data}/signal_v2.db`);
}
