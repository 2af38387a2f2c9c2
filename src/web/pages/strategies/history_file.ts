import type { Context } from "hono";
import type { Lang } from "../../../core/lang.ts";
import { toKstIso } from "../../../core/kst.ts";
import { netPnl } from "../../../core/net_pnl.ts";
import { toReasonText } from "../../../core/reasons/reason_text.ts";
import type { StrategyHistory, TradeHistoryRow } from "../../../engine/strategy_reader.ts";
import { answerCsv, answerLongCsv, type CsvCell } from "../../kit/lists/csv_answer.ts";
import { langOf } from "../../kit/asked_show.ts";

/** All that is kept of what a strategy said, newest first, for a sheet. */
export function answerAdviceFile(
  context: Context,
  { id, advice }: { readonly id: string; readonly advice: StrategyHistory["advice"] },
): Response {
  const { lang } = langOf(context);
  return answerCsv(context, {
    name: `${id}_advice.csv`,
    head: ["decided_at", "action", "confidence", "filled_price", "is_late", "reason"],
    rows: advice.map((row) => [
      toKstIso(row.decidedAtMs),
      row.action,
      row.confidence,
      row.filledPrice,
      String(row.isLate),
      toReasonText(row.reason, lang),
    ]),
  });
}

/** Every paper trade, newest first. */
export function answerTradesFile(
  context: Context,
  { id, trades }: { readonly id: string; readonly trades: AsyncIterable<readonly TradeHistoryRow[]> },
): Response {
  const { lang } = langOf(context);
  async function* toPieces() {
    for await (const piece of trades) yield piece.map((row) => toTradeCells(row, lang));
  }
  return answerLongCsv(context, {
    name: `${id}_trades.csv`,
    head: [
      ...["side", "units", "entry_at", "entry_price", "exit_at", "exit_price"],
      ...["gross_pnl", "fees", "net_pnl", "exit_reason", "entry_reason", "tax"],
    ],
    pieces: toPieces(),
  });
}

function toTradeCells(row: TradeHistoryRow, lang: Lang): readonly CsvCell[] {
  return [
    ...[row.side, row.units, toKstIso(row.entryAtMs), row.entryPrice, toKstIso(row.exitAtMs), row.exitPrice],
    ...[row.grossPnl, row.fees, netPnl(row), row.exitReason, toReasonText(row.entryReason, lang), row.tax],
  ];
}
