import type { SampleJson } from "../../commands/history/sample_json.ts";
import { showHistory as showPolls } from "../../commands/history/show.ts";
import { NO_LIST } from "../../stock/history/sample.ts";
import { callCommand } from "../kit/command_context.ts";
import { printTable } from "../kit/table.ts";
import type { Terminal } from "../kit/terminal.ts";
import { withHistory } from "./access.ts";
import { LOOKS } from "../kit/with_store.ts";
import { createSayFrom, type SayFrom } from "../../core/lang.ts";
import { langOf } from "../kit/language.ts";
import { HISTORY_TEXTS } from "../texts/history.ts";
import { toNumberText } from "../../core/words/numbers.ts";

interface ShowOptions {
  readonly day: string;
  readonly at?: string;
  readonly json: boolean;
}

/** Every poll of a day, or the rows of one. */
export function showHistory(terminal: Terminal, source: string, options: ShowOptions): Promise<void> {
  return withHistory(terminal, async ({ store: history }) => {
    const { day, at } = options;
    const { polls } = await callCommand(showPolls, { source, day, ...(at === undefined ? {} : { at }) }, {
      history,
    });
    const [only] = polls;
    if (at === undefined || only === undefined) return printDay(terminal, polls, { source, ...options });
    printPoll(terminal, only, { source, ...options });
  }, LOOKS);
}

function printDay(
  terminal: Terminal,
  polls: readonly SampleJson[],
  { source, day, json }: ShowOptions & { source: string },
): void {
  if (json) return terminal.out(JSON.stringify({ source, day, polls }, null, 2));
  const names = [...new Set(polls.flatMap(({ head }) => Object.keys(head)))];
  const say = createSayFrom(HISTORY_TEXTS, langOf(terminal));
  const cells = polls.map(({ fetched_at, data_at, gap, total, head, rows }) => [
    fetched_at.slice(11, 19),
    data_at ?? "-",
    gap === null ? toCountText(rows.length, { total, say }) : say("gap", { gap }),
    ...names.map((name) => toCellText(head[name])),
  ]);
  const heads = ["polled", "data_of", "rows"] as const;
  printTable(terminal, [[...heads.map((head) => say(`head_${head}`)), ...names], ...cells]);
}

function printPoll(
  terminal: Terminal,
  poll: SampleJson,
  { source, json }: ShowOptions & { source: string },
): void {
  if (json) return terminal.out(JSON.stringify({ source, ...poll }, null, 2));
  const { fetched_at, data_at, gap, total, head, rows } = poll;
  const say = createSayFrom(HISTORY_TEXTS, langOf(terminal));
  terminal.out(say("poll", { source, time: fetched_at, data: data_at ?? say("unknown_time") }));
  if (Object.keys(head).length > 0) {
    terminal.out(Object.entries(head).map(([name, value]) => `${name} ${toCellText(value)}`).join(", "));
  }
  if (gap !== null) return terminal.out(say("gap", { gap: toGapText(gap, say) }));
  if (rows.length === 0) return terminal.out(say("empty"));
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = rows.map((row) => names.map((name) => toCellText(row[name])));
  printTable(terminal, [names, ...cells]);
  if (rows.length !== total) terminal.out(say("rows", { count: toCountText(rows.length, { total, say }) }));
}

type Say = SayFrom<typeof HISTORY_TEXTS>;

function toGapText(gap: string, say: Say): string {
  if (gap === NO_LIST) return say("gap_no_list");
  return gap === "held_back" ? say("gap_held_back") : say("gap_failed", { gap });
}

function toCountText(
  kept: number,
  { total, say }: { readonly total: number | null; readonly say: Say },
): string {
  return kept === total ? String(kept) : say("kept_of", { kept, total: total ?? "?" });
}

function toCellText(value: string | number | undefined): string {
  if (value === undefined) return "-";
  return typeof value === "string" ? value : toNumberText(value, 12);
}
