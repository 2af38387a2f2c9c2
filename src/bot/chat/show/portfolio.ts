import { z } from "zod";
import { NAME_ROOM, neutralise } from "../../../core/text.ts";
import { type Holding, readHoldings, readTotals } from "../../../core/payload/rows.ts";
import type { ChatTools } from "../chat_command.ts";
import { sayClock, sayDuration } from "../spans.ts";
import { toMoney, toNumber, toSigned } from "./money.ts";

const sourceSchema = z.looseObject({ stale: z.boolean(), age_s: z.number().nullable(), data: z.unknown() });
const payloadSchema = z.record(z.string(), z.unknown());
const MOST_HOLDINGS = 10;

/** What is held, with how old that is: an old figure says so before it says anything else. */
export function showPortfolio(result: unknown, tools: ChatTools): string {
  const { say, lang, nowMs, settings: { hidesAmounts } } = tools;
  const { stale, age_s: ageS, data } = sourceSchema.parse(result);
  if (ageS === null) return say("data_none");
  const payload = payloadSchema.safeParse(data);
  const holdings = payload.success
    ? readHoldings(payload.data, MOST_HOLDINGS)
    : { kind: "unrecognized" as const };
  const totals = payload.success ? readTotals(payload.data) : undefined;
  const age = `${say("data_age", { age: sayDuration(ageS * 1_000, lang) })} · ${sayClock(nowMs)}`;
  const lines = stale ? [say("data_stale")] : [];
  if (holdings.kind === "empty") return [...lines, say("holdings_none"), age].join("\n");
  if (holdings.kind !== "rows") return [...lines, say("holdings_unknown"), age].join("\n");
  const head = [
    say("holdings", { count: holdings.total }),
    ...totals?.value === undefined || hidesAmounts
      ? []
      : [say("holdings_value", { value: toMoney(totals.value, totals.currency) })],
    ...toPnl(totals, { hidesAmounts, say }),
  ].join(" · ");
  const more = holdings.total - holdings.rows.length;
  return [
    ...lines,
    head,
    ...holdings.rows.map((row) => toLine(row, tools)),
    ...more > 0 ? [say("holdings_more", { count: more })] : [],
    age,
  ].join("\n");
}

function toPnl(
  totals: ReturnType<typeof readTotals>,
  { hidesAmounts, say }: { hidesAmounts: boolean; say: ChatTools["say"] },
): readonly string[] {
  if (totals === undefined) return [];
  const pct = totals.pnlPct === undefined ? undefined : toSigned(totals.pnlPct, "%");
  const pnl = totals.pnl === undefined || hidesAmounts ? undefined : toMoney(totals.pnl, totals.currency);
  const parts = [pct, pnl].filter((part) => part !== undefined);
  return parts.length === 0 ? [] : [say("holdings_pnl", { pnl: parts.join(" ") })];
}

function toLine(
  { name, ticker, quantity, price, pnlPct, currency }: Holding,
  { say, settings: { hidesAmounts } }: ChatTools,
): string {
  return [
    `· ${neutralise(name ?? ticker ?? "?", NAME_ROOM)}`,
    ...quantity === undefined || hidesAmounts ? [] : [say("shares", { count: toNumber(quantity) })],
    ...price === undefined ? [] : [toMoney(price, currency)],
    ...pnlPct === undefined ? [] : [say("holdings_pnl", { pnl: toSigned(pnlPct, "%") })],
  ].join(" ");
}
