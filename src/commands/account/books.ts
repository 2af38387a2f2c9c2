/** What is known of money: the real portfolio as the home server tells it, and the paper accounts of strategies. */
import { z } from "zod";
import { readHoldings, readTotals } from "../../core/payload/rows.ts";
import { readWorth, toWorth, type Worth } from "../../core/payload/worth.ts";
import { quoteOf } from "../../core/symbol.ts";
import type { CommandContext } from "../command.ts";
import { type CommandDeps, need } from "../deps.ts";
import { readSource } from "../program/bodies.ts";
import { type StrategyJson, toStrategyJson } from "../strategies/shown.ts";

const MOST_HOLDINGS = 500;

export const realSchema = z.object({
  /** `null` while nothing came. */
  age_s: z.number().nullable(),
  stale: z.boolean(),
  currency: z.string(),
  value: z.number().nullable().describe("the total as the home server says it"),
  holdings_value: z.number().nullable().describe("of what is held alone"),
  cash: z.number().nullable(),
  total: z.number().nullable().describe("of both together"),
  pnl: z.number().nullable(),
  pnl_pct: z.number().nullable(),
});

export type Real = z.output<typeof realSchema>;

export function readReal(deps: CommandDeps): Real {
  const { stale, age_s: ageS, data } = readSource(need(deps, "program"), "portfolio");
  if (!isRecord(data)) return { age_s: ageS, stale, value: null, ...toWorthJson(toWorth({}, undefined)) };
  return {
    ...{ age_s: ageS, stale, value: readTotals(data)?.value ?? null },
    ...toWorthJson(readWorth(data)),
  };
}

export const holdingSchema = z.object({
  name: z.string().nullable(),
  ticker: z.string().nullable(),
  currency: z.string(),
  quantity: z.number().nullable(),
  price: z.number().nullable(),
  pnl: z.number().nullable(),
  pnl_pct: z.number().nullable(),
});

/** @returns `null` where the list cannot be read: that is not the same as none. */
export function readHoldingList(deps: CommandDeps): readonly z.output<typeof holdingSchema>[] | null {
  const { data } = readSource(need(deps, "program"), "portfolio");
  const list = isRecord(data) ? readHoldings(data, MOST_HOLDINGS) : { kind: "unrecognized" as const };
  if (list.kind === "empty") return [];
  if (list.kind !== "rows") return null;
  return list.rows.map(({ name, ticker, currency, quantity, price, pnl, pnlPct }) => ({
    ...{ name: name ?? null, ticker: ticker ?? null, currency, quantity: quantity ?? null },
    ...{ price: price ?? null, pnl: pnl ?? null, pnl_pct: pnlPct ?? null },
  }));
}

/** A strategy with how old what is noted of it is. */
export interface PaperBook {
  readonly strategy: StrategyJson;
  readonly currency: string;
  /** `null` while nothing is noted. */
  readonly ageS: number | null;
}

export async function readPaper({ owner, deps }: CommandContext): Promise<readonly PaperBook[]> {
  const { table, journal } = need(deps, "strategies").store;
  const [rows, notes] = [await table.list(owner), await journal.statuses(owner)];
  const nowMs = deps.realClock.now();
  return rows.map((row) => {
    const note = notes.get(row.id);
    const strategy = toStrategyJson(row, note, nowMs);
    // In a demo the time of a note is not the time here.
    const notedAtMs = (note?.status as { readonly notedAtRealMs?: number } | undefined)?.notedAtRealMs ??
      note?.notedAtMs;
    const ageS = notedAtMs === undefined ? null : Math.max(0, Math.round((nowMs - notedAtMs) / 1_000));
    return { strategy, currency: quoteOf(row.symbol), ageS };
  });
}

function toWorthJson(
  { currency, holdings, cash, total, pnl, pnlPct }: Worth,
): Omit<Real, "age_s" | "stale" | "value"> {
  return {
    ...{ currency, holdings_value: holdings ?? null, cash: cash ?? null, total: total ?? null },
    ...{ pnl: pnl ?? null, pnl_pct: pnlPct ?? null },
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
