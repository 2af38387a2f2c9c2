import type { Context } from "hono";
import { toKstIso } from "../../../core/kst.ts";
import { netPnl } from "../../../core/net_pnl.ts";
import { toReasonText } from "../../../core/reasons/reason_text.ts";
import type { StrategyHistory } from "../../../engine/strategy_reader.ts";
import { answerCsv } from "../../kit/lists/csv_answer.ts";
import { langOf } from "../../kit/asked_show.ts";

/** All that is kept of what a strategy said or did, newest first, for a sheet. */
export function answerHistoryFile(
  context: Context,
  { id, kind, history }: { id: string; kind: "advice" | "trades"; history: StrategyHistory },
): Response {
  const { lang } = langOf(context);
  const name = `${id}_${kind}.csv`;
  if (kind === "advice") {
    return answerCsv(context, {
      name,
      head: ["decided_at", "action", "confidence", "filled_price", "is_late", "reason"],
      rows: history.advice.map((row) => [
        toKstIso(row.decidedAtMs),
        row.action,
        row.confidence,
        row.filledPrice,
        String(row.isLate),
        toReasonText(row.reason, lang),
      ]),
    });
  }
  return answerCsv(context, {
    name,
    head: [
      ...["side", "units", "entry_at", "entry_price", "exit_at", "exit_price"],
      ...["gross_pnl", "fees", "net_pnl", "exit_reason", "entry_reason", "tax"],
    ],
    rows: history.trades.map((row) => [
      ...[
        row.side,
        row.units,
        toKstIso(row.entryAtMs),
        row.entryPrice,
        toKstIso(row.exitAtMs),
        row.exitPrice,
      ],
      ...[row.grossPnl, row.fees, netPnl(row), row.exitReason, toReasonText(row.entryReason, lang), row.tax],
    ]),
  });
}
