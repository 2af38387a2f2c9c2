/** How a day or a week went: the portfolio against its last poll before, and closed paper trades. */
import { z } from "zod";
import { kstDayOf, kstDayStartMs, toKstIso, weekdayOfDay } from "../../core/kst.ts";
import { netPnl } from "../../core/net_pnl.ts";
import { quoteOf } from "../../core/symbol.ts";
import { readAllTrades } from "../../engine/all_trades.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { readReal, realSchema } from "./books.ts";
import { toNumberText } from "../../core/words/numbers.ts";

const SOURCE = "portfolio";
/** Before a holiday of many days the last poll lies further back. */
const LOOK_BACK_DAYS = 10;
const PIECE_ROWS = 1_000;

export const showProfit = defineCommand({
  id: "account.profit",
  scope: "read",
  about: { ko: "오늘이나 이번 주의 손익", en: "profit of today or of this week" },
  args: z.object({ span: z.enum(["day", "week"], "must be day or week").default("day") }),
  result: z.object({
    span: z.enum(["day", "week"]),
    since: z.string(),
    real: realSchema,
    /** The last value that was polled before `since`; `null` when none was kept. */
    before: z.object({ value: z.number(), at: z.string() }).nullable(),
    /** Deposits and withdrawals are in it; nobody tells them apart. */
    change: z.number().nullable(),
    paper: z.array(z.object({ currency: z.string(), pnl: z.number(), trades: z.int() })),
  }),
  words: ({ change, paper }) => ({
    ko: `실제 ${change === null ? "모름" : toNumberText(change, 0)}, 모의 거래 ${
      paper.reduce((sum, { trades }) => sum + trades, 0)
    }건`,
    en: `real ${change === null ? "unknown" : toNumberText(change, 0)}, ${
      paper.reduce((sum, { trades }) => sum + trades, 0)
    } paper trade(s)`,
  }),
  async run({ span }, context) {
    const { deps } = context;
    const today = kstDayOf(deps.clock.now());
    // A week begins on Monday.
    const firstDay = span === "day" ? today : today - ((weekdayOfDay(today) + 6) % 7);
    const real = readReal(deps);
    const before = await findBefore(firstDay, context);
    return {
      ...{ span, since: toKstIso(kstDayStartMs(firstDay)), real },
      before: before === undefined ? null : { value: before.value, at: toKstIso(before.atMs) },
      change: before === undefined || real.value === null ? null : real.value - before.value,
      paper: await sumTrades(kstDayStartMs(firstDay), context),
    };
  },
});

async function findBefore(
  firstDay: number,
  { deps }: CommandContext,
): Promise<{ readonly value: number; readonly atMs: number } | undefined> {
  const history = need(deps, "history");
  for (let day = firstDay - 1; day >= firstDay - LOOK_BACK_DAYS; day--) {
    const polls = await history.read(SOURCE, day);
    const last = polls.findLast(({ gap, head }) => gap === undefined && typeof head.value === "number");
    if (last === undefined) continue;
    const { head, dataAtMs, fetchedAtMs } = last;
    return { value: Number(head.value), atMs: Math.min(dataAtMs ?? fetchedAtMs, fetchedAtMs) };
  }
  return undefined;
}

async function sumTrades(sinceMs: number, { owner, deps }: CommandContext) {
  const { table, journal } = need(deps, "strategies").store;
  const sums = new Map<string, { pnl: number; trades: number }>();
  for (const { id, symbol } of await table.list(owner)) {
    const currency = quoteOf(symbol);
    for await (const piece of readAllTrades(journal, { owner, id, pieceRows: PIECE_ROWS })) {
      for (const trade of piece) {
        if (trade.exitAtMs < sinceMs) continue;
        const { pnl, trades } = sums.get(currency) ?? { pnl: 0, trades: 0 };
        sums.set(currency, { pnl: pnl + netPnl(trade), trades: trades + 1 });
      }
      if ((piece.at(-1)?.exitAtMs ?? 0) < sinceMs) break;
    }
  }
  return [...sums].map(([currency, sum]) => ({ currency, ...sum }));
}
