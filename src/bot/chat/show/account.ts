/** Money in a few lines: what is real and what is paper are never in one line, and each has its age. */
import { z } from "zod";
import { toShownText } from "../../../core/text.ts";
import type { ChatTools } from "../chat_command.ts";
import { sayClock, sayDuration } from "../spans.ts";
import {
  toMoneyText,
  toMoveText,
  toNumberText,
  toPriceText,
  toSignedMoneyText,
} from "../../../core/words/numbers.ts";

const realSchema = z.looseObject({
  age_s: z.number().nullable(),
  stale: z.boolean(),
  currency: z.string(),
  value: z.number().nullable(),
  holdings_value: z.number().nullable(),
  cash: z.number().nullable(),
  total: z.number().nullable(),
  pnl: z.number().nullable(),
  pnl_pct: z.number().nullable(),
});
const ageOfPaper = { age_s: z.number().nullable(), stale: z.boolean() };
const balanceSchema = z.looseObject({
  real: realSchema,
  paper: z.array(z.looseObject({
    ...{ id: z.string(), currency: z.string(), equity: z.number(), cash: z.number() },
    ...ageOfPaper,
  })),
});
const positionsSchema = z.looseObject({
  real: realSchema,
  holdings: z.array(z.looseObject({
    ...{ name: z.string().nullable(), ticker: z.string().nullable(), currency: z.string() },
    ...{ quantity: z.number().nullable(), price: z.number().nullable(), pnl_pct: z.number().nullable() },
  })).nullable(),
  paper: z.array(z.looseObject({
    ...{ id: z.string(), symbol: z.string(), currency: z.string(), side: z.enum(["long", "short"]) },
    ...{ units: z.number(), entry_price: z.number(), last_price: z.number().nullable() },
    ...ageOfPaper,
  })),
});
const profitSchema = z.looseObject({
  span: z.enum(["day", "week"]),
  real: realSchema,
  before: z.looseObject({ value: z.number(), at: z.string() }).nullable(),
  change: z.number().nullable(),
  paper: z.array(z.looseObject({ currency: z.string(), pnl: z.number(), trades: z.number() })),
});
const tradesSchema = z.looseObject({
  items: z.array(z.looseObject({
    ...{ id: z.string(), symbol: z.string(), currency: z.string(), side: z.enum(["long", "short"]) },
    ...{ units: z.number(), exit_price: z.number(), pnl: z.number(), exit_at: z.string() },
  })),
});
const MOST_LINES = 10;

type Real = z.output<typeof realSchema>;

export function showBalance(result: unknown, tools: ChatTools): string {
  const { say, lang, settings: { hidesAmounts } } = tools;
  const { real, paper } = balanceSchema.parse(result);
  const { currency, holdings_value: holdings, total } = real;
  const amounts = [
    ...holdings === null ? [] : [say("holdings_value", { value: toMoneyText(holdings, currency, lang) })],
    ...real.cash === null ? [] : [say("cash", { cash: toMoneyText(real.cash, currency, lang) })],
    ...total === null ? [] : [say("total", { total: toMoneyText(total, currency, lang) })],
    ...real.pnl === null
      ? []
      : [say("holdings_pnl", { pnl: toSignedMoneyText(real.pnl, real.currency, lang) })],
  ];
  const percent = real.pnl_pct === null ? [] : [toMoveText(real.pnl_pct)];
  const parts = hidesAmounts ? percent : [...amounts, ...percent];
  return [
    toReal(real, parts, tools),
    ...paper.slice(0, MOST_LINES).map(({ id, currency, equity, cash, ...age }) =>
      say("paper_balance", {
        id: toShownText(id),
        equity: hidesAmounts ? "…" : toMoneyText(equity, currency, lang),
        cash: hidesAmounts ? "…" : toMoneyText(cash, currency, lang),
        age: toPaperAge(age, tools),
      })
    ),
    ...paper.length === 0 ? [say("paper_none")] : [],
    sayClock(tools.nowMs),
  ].join("\n");
}

export function showPositions(result: unknown, tools: ChatTools): string {
  const { say, lang, settings: { hidesAmounts } } = tools;
  const { real, holdings, paper } = positionsSchema.parse(result);
  const head = holdings === null ? say("holdings_unknown") : say("holdings", { count: holdings.length });
  const held = (holdings ?? []).slice(0, MOST_LINES).map((
    { name, ticker, quantity, price, currency, pnl_pct: pct },
  ) =>
    [
      `· ${toShownText(name ?? ticker ?? "?")}`,
      ...quantity === null || hidesAmounts ? [] : [say("shares", { count: toNumberText(quantity) })],
      ...price === null ? [] : [toPriceText(price, currency, lang)],
      ...pct === null ? [] : [say("holdings_pnl", { pnl: toMoveText(pct) })],
    ].join(" ")
  );
  const more = (holdings?.length ?? 0) - held.length;
  return [
    toReal(real, [head], tools),
    ...held,
    ...more > 0 ? [say("holdings_more", { count: more })] : [],
    ...paper.slice(0, MOST_LINES).map((
      { id, symbol, side, units, currency, entry_price: from, last_price: now, ...age },
    ) =>
      say("paper_position", {
        ...{ id: toShownText(id), symbol: toShownText(symbol), side: say(side) },
        units: hidesAmounts ? "…" : toNumberText(units),
        from: toPriceText(from, currency, lang),
        now: now === null ? "?" : toPriceText(now, currency, lang),
        age: toPaperAge(age, tools),
      })
    ),
    ...paper.length === 0 ? [say("paper_flat")] : [],
    sayClock(tools.nowMs),
  ].join("\n");
}

export function showProfit(result: unknown, tools: ChatTools): string {
  const { say, lang, settings: { hidesAmounts } } = tools;
  const { span, real, before, change, paper } = profitSchema.parse(result);
  const share = change === null || before === null || before.value === 0
    ? undefined
    : change / before.value * 100;
  const unknown = before === null ? say("profit_unknown") : say("profit_now_unknown");
  const parts = change === null || before === null ? [unknown] : [
    ...hidesAmounts ? [] : [toSignedMoneyText(change, real.currency, lang)],
    ...share === undefined ? [] : [toMoveText(share)],
    say("profit_since", { at: toShort(before.at) }),
  ];
  return [
    say(span === "day" ? "profit_day" : "profit_week"),
    toReal(real, parts, tools),
    ...paper.map(({ currency, pnl, trades }) =>
      say("paper_profit", { pnl: hidesAmounts ? "…" : toSignedMoneyText(pnl, currency, lang), count: trades })
    ),
    ...paper.length === 0 ? [say("paper_no_trades")] : [],
    sayClock(tools.nowMs),
  ].join("\n");
}

export function showTrades(result: unknown, { say, lang, settings: { hidesAmounts } }: ChatTools): string {
  const { items } = tradesSchema.parse(result);
  const lines = items.map(({ id, symbol, side, currency, exit_price: price, pnl, exit_at: at }) =>
    [
      ...[toShort(at), toShownText(id), toShownText(symbol), say(side), toPriceText(price, currency, lang)],
      ...hidesAmounts ? [] : [toSignedMoneyText(pnl, currency, lang)],
    ].join(" ")
  );
  return [say("trades_title"), ...lines.length === 0 ? [say("paper_no_trades")] : lines].join("\n");
}

function toReal(real: Real, parts: readonly string[], { say, lang }: ChatTools): string {
  if (real.age_s === null) return say("real_none");
  const age = sayDuration(real.age_s * 1_000, lang);
  const line = say("real", { facts: parts.length === 0 ? "–" : parts.join(" · "), age });
  return real.stale ? `${say("data_stale")}\n${line}` : line;
}

function toPaperAge(
  { age_s: ageS, stale }: { readonly age_s: number | null; readonly stale: boolean },
  { say, lang }: ChatTools,
): string {
  const age = ageS === null ? "?" : say("data_age", { age: sayDuration(ageS * 1_000, lang) });
  return stale ? `${say("data_stale")} ${age}` : age;
}

/** `11-20 15:30` of a time in Korea. */
const toShort = (iso: string) => iso.slice(5, 16).replace("T", " ");
