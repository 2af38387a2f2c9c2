/** What is said after the import of a file of many stocks. */
import { toSeriesText } from "../../../core/candle.ts";
import { createSayFrom } from "../../../core/lang.ts";
import { baseOf } from "../../../core/symbol.ts";
import { toNumberText } from "../../../core/words/numbers.ts";
import { langOf, spanText, translate } from "../../kit/language.ts";
import { printTable } from "../../kit/table.ts";
import type { Terminal } from "../../kit/terminal.ts";
import { STOCK_IMPORT_TEXTS } from "../../texts/stock_import.ts";
import { stocksText } from "./count_text.ts";
import type { StockOutcome } from "./import_stocks.ts";

/** More rows than a screen has say less than their sum. */
const MOST_SHOWN = 20;
const MOST_PROBLEMS = 5;

interface StocksFacts {
  readonly outcomes: readonly StockOutcome[];
  readonly paddedCount: number;
  /** What else is to be said of its rows, a sentence each. */
  readonly notes: readonly string[];
  readonly tookMs: number;
}

export async function tellStocks(
  terminal: Terminal,
  facts: StocksFacts,
  wish: { readonly dryRun: boolean; readonly json: boolean },
): Promise<void> {
  const { outcomes, paddedCount, tookMs } = facts;
  if (wish.json) return terminal.out(JSON.stringify(toJson(facts, wish), null, 2));
  const say = createSayFrom(STOCK_IMPORT_TEXTS, langOf(terminal));
  if (outcomes.length <= MOST_SHOWN) {
    const heads = (["code", "name", "rows", "added", "known"] as const).map((head) => say(`head_${head}`));
    const rows = outcomes.map(({ series, name = "", rows, added, check }) => [
      baseOf(series.symbol),
      name,
      toNumberText(rows),
      toNumberText(added),
      toNumberText(check.known + check.differing),
    ]);
    printTable(terminal, [heads, ...rows]);
  }
  const sum = sumOf(outcomes);
  const more = (["replaced", "known", "halted", "bad"] as const).filter((what) => sum[what] > 0)
    .map((what) => say(what, { count: toNumberText(sum[what]) }));
  const { added } = sum;
  const counts = {
    stocks: stocksText(outcomes.length, say),
    added: added === 1 ? say("new_one") : say("new_many", { count: toNumberText(added) }),
  };
  const line = [say("sum", counts), ...more, spanText(tookMs, terminal)].join(", ");
  terminal.out(wish.dryRun ? say("would_be", { line }) : line);
  if (paddedCount === 1) terminal.out(say("padded_one"));
  if (paddedCount > 1) terminal.out(say("padded", { count: toNumberText(paddedCount) }));
  for (const note of facts.notes) terminal.out(await translate(note, terminal));
  const left = outcomes.filter(({ check }) => check.problem !== undefined);
  if (left.length === 0) return;
  terminal.err(
    left.length === 1 ? say("left_out_one") : say("left_out", { count: toNumberText(left.length) }),
  );
  for (const { check } of left.slice(0, MOST_PROBLEMS)) {
    for (const text of check.problem?.lines ?? []) terminal.err(await translate(text, terminal));
  }
  const rest = left.slice(MOST_PROBLEMS).map(({ series }) => baseOf(series.symbol));
  if (rest.length > 0) terminal.err(say("and_others", { codes: rest.join(", ") }));
}

function sumOf(outcomes: readonly StockOutcome[]) {
  const sum = { added: 0, replaced: 0, known: 0, halted: 0, bad: 0 };
  for (const { added, replaced, halted, bad, check } of outcomes) {
    sum.added += added;
    sum.replaced += replaced;
    sum.known += check.known;
    sum.halted += halted;
    sum.bad += bad;
  }
  return sum;
}

function toJson(
  { outcomes, paddedCount, notes, tookMs }: StocksFacts,
  { dryRun }: { readonly dryRun: boolean },
) {
  return {
    stocks: outcomes.map(({ series, name, rows, added, replaced, halted, bad, check }) => ({
      ...series,
      name: name ?? null,
      ...{ rows, added, replaced, known: check.known, differing: check.differing, halted, bad },
      stored: check.problem === undefined && !dryRun,
      problem: check.problem === undefined
        ? null
        : { kind: check.problem.kind, text: check.problem.lines.join(". ") },
    })),
    ...sumOf(outcomes),
    left_out: outcomes.filter(({ check }) => check.problem !== undefined).map(({ series }) =>
      toSeriesText(series)
    ),
    padded_codes: paddedCount,
    notes,
    took_s: Math.round(tookMs) / 1_000,
  };
}
