/** How long something is to be quiet, as a person says it. */
import { DAY_MS, HOUR_MS, kstDayOf, kstDayStartMs, MINUTE_MS } from "../../core/kst.ts";
import { isStockCode, readSymbol } from "../../core/symbol.ts";
import { CommandRefusal } from "../refusal.ts";

const UNITS_MS: Readonly<Record<string, number>> = { m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };
const LONGEST_MS = 30 * DAY_MS;

/** `today` ends at midnight in Korea; `30m`, `2h` and `3d` so long from now. @throws {CommandRefusal} */
export function readUntilMs(text: string, nowMs: number): number {
  if (text === "today") return kstDayStartMs(kstDayOf(nowMs) + 1);
  const [, count = "", unit = ""] = /^(\d{1,4})([mhd])$/.exec(text) ?? [];
  const lengthMs = Number(count) * (UNITS_MS[unit] ?? NaN);
  if (lengthMs > 0 && lengthMs <= LONGEST_MS) return nowMs + lengthMs;
  throw new CommandRefusal("arguments", "bad_span", {
    message: `Cannot read ${
      JSON.stringify(text.slice(0, 20))
    }: write today, or a time up to 30d like 30m, 2h or 3d`,
  });
}

/** A share or a coin. @throws {CommandRefusal} */
export function readTicker(text: string): string {
  const code = text.trim().toUpperCase();
  const ticker = isStockCode(code) ? code : readSymbol(code);
  if (ticker !== undefined) return ticker;
  throw new CommandRefusal("arguments", "bad_ticker", {
    message: `${
      JSON.stringify(text.slice(0, 40))
    } is no ticker: write a share like 005930, a coin like BTC/KRW`,
  });
}
