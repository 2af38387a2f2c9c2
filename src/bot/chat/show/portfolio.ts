import { z } from "zod";
import { NAME_ROOM, neutralise } from "../../../core/text.ts";
import { type Holding, readHoldings } from "../../../core/payload/rows.ts";
import { readWorth, type Worth } from "../../../core/payload/worth.ts";
import type { ChatTools } from "../chat_command.ts";
import { sayClock, sayDuration } from "../spans.ts";
import {
  toMoneyText,
  toMoveText,
  toNumberText,
  toPriceText,
  toSignedMoneyText,
} from "../../../core/words/numbers.ts";

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
  const age = `${say("data_age", { age: sayDuration(ageS * 1_000, lang) })} · ${sayClock(nowMs)}`;
  const lines = stale ? [say("data_stale")] : [];
  if (holdings.kind === "empty") return [...lines, say("holdings_none"), age].join("\n");
  if (holdings.kind !== "rows") return [...lines, say("holdings_unknown"), age].join("\n");
  const worth = readWorth(payload.success ? payload.data : {});
  const head = [
    say("holdings", { count: holdings.total }),
    ...hidesAmounts ? [] : toAmounts(worth, tools),
    ...toPnl(worth, tools),
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

function toAmounts(
  { currency, holdings, cash, total }: Worth,
  { say, lang }: ChatTools,
): readonly string[] {
  return [
    ...holdings === undefined
      ? []
      : [say("holdings_value", { value: toMoneyText(holdings, currency, lang) })],
    ...cash === undefined ? [] : [say("cash", { cash: toMoneyText(cash, currency, lang) })],
    ...total === undefined ? [] : [say("total", { total: toMoneyText(total, currency, lang) })],
  ];
}

function toPnl(
  { pnl: amount, pnlPct, currency }: Worth,
  { say, lang, settings: { hidesAmounts } }: ChatTools,
): readonly string[] {
  const pct = pnlPct === undefined ? undefined : toMoveText(pnlPct);
  const pnl = amount === undefined || hidesAmounts ? undefined : toSignedMoneyText(amount, currency, lang);
  const parts = [pct, pnl].filter((part) => part !== undefined);
  return parts.length === 0 ? [] : [say("holdings_pnl", { pnl: parts.join(" ") })];
}

function toLine(
  { name, ticker, quantity, price, pnlPct, currency }: Holding,
  { say, lang, settings: { hidesAmounts } }: ChatTools,
): string {
  return [
    `· ${neutralise(name ?? ticker ?? "?", NAME_ROOM)}`,
    ...quantity === undefined || hidesAmounts ? [] : [say("shares", { count: toNumberText(quantity) })],
    ...price === undefined ? [] : [toPriceText(price, currency, lang)],
    ...pnlPct === undefined ? [] : [say("holdings_pnl", { pnl: toMoveText(pnlPct) })],
  ].join(" ");
}
