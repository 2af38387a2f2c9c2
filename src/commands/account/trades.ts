import { z } from "zod";
import { toKstIso } from "../../core/kst.ts";
import { netPnl } from "../../core/net_pnl.ts";
import { quoteOf } from "../../core/symbol.ts";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";

export const paperTradeSchema = z.object({
  id: z.string(),
  symbol: z.string(),
  currency: z.string(),
  side: z.enum(["long", "short"]),
  units: z.number(),
  entry_price: z.number(),
  exit_price: z.number(),
  /** After fees and tax. */
  pnl: z.number(),
  exit_at: z.string(),
});

export const listTrades = defineCommand({
  id: "account.trades",
  scope: "read",
  about: {
    ko: "끝난 모의 거래(새것부터)",
    en: "closed paper trades, the latest first; real ones are not known",
  },
  args: z.object({ limit: z.int().min(1).max(100).default(10) }),
  result: z.object({ items: z.array(paperTradeSchema) }),
  words: ({ items }) => ({
    ko: items.length === 0 ? "끝난 모의 거래가 없습니다." : `모의 거래 ${items.length}건`,
    en: items.length === 0 ? "no paper trade is closed yet" : `${items.length} paper trade(s)`,
  }),
  async run({ limit }, { owner, deps }) {
    const { table, journal } = need(deps, "strategies").store;
    const all = await Promise.all(
      (await table.list(owner)).map(async ({ id, symbol }) =>
        (await journal.trades(owner, { id, limit })).map((trade) => ({ id, symbol, trade }))
      ),
    );
    const latest = all.flat().toSorted((a, b) => b.trade.exitAtMs - a.trade.exitAtMs).slice(0, limit);
    return {
      items: latest.map(({ id, symbol, trade }) => ({
        ...{ id, symbol, currency: quoteOf(symbol), side: trade.side, units: trade.units },
        ...{ entry_price: trade.entryPrice, exit_price: trade.exitPrice, pnl: netPnl(trade) },
        exit_at: toKstIso(trade.exitAtMs),
      })),
    };
  },
});
