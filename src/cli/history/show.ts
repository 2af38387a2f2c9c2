import type { SampleJson } from "../../commands/history/sample_json.ts";
import { showHistory as showPolls } from "../../commands/history/show.ts";
import { NO_LIST } from "../../stock/history/sample.ts";
import { callCommand } from "../kit/command_context.ts";
import { printTable } from "../kit/table.ts";
import type { Terminal } from "../kit/terminal.ts";
import { withHistory } from "./access.ts";
import { LOOKS } from "../kit/with_store.ts";
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
  const cells = polls.map(({ fetched_at, data_at, gap, total, head, rows }) => [
    fetched_at.slice(11, 19),
    data_at ?? "-",
    gap === null ? toCountText(rows.length, total) : `gap: ${gap}`,
    ...names.map((name) => toCellText(head[name])),
  ]);
  printTable(terminal, [["polled", "data of", "rows", ...names], ...cells]);
}

function printPoll(
  terminal: Terminal,
  poll: SampleJson,
  { source, json }: ShowOptions & { source: string },
): void {
  if (json) return terminal.out(JSON.stringify({ source, ...poll }, null, 2));
  const { fetched_at, data_at, gap, total, head, rows } = poll;
  terminal.out(`${source}, polled ${fetched_at}, data of ${data_at ?? "unknown time"}`);
  if (Object.keys(head).length > 0) {
    terminal.out(Object.entries(head).map(([name, value]) => `${name} ${toCellText(value)}`).join(", "));
  }
  if (gap !== null) return terminal.out(`gap: ${toGapText(gap)}`);
  if (rows.length === 0) return terminal.out("the list was empty");
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = rows.map((row) => names.map((name) => toCellText(row[name])));
  printTable(terminal, [names, ...cells]);
  if (rows.length !== total) terminal.out(`rows: ${toCountText(rows.length, total)}`);
}

function toGapText(gap: string): string {
  return gap === NO_LIST
    ? "no list was recognised in the answer (no_list); what its rows were is not known"
    : gap === "held_back"
    ? "nothing was sent (held_back); what the rows were is not known"
    : `the poll failed (${gap}); what the rows were is not known`;
}

function toCountText(kept: number, total: number | null): string {
  return kept === total ? String(kept) : `${kept} kept of ${total}`;
}

function toCellText(value: string | number | undefined): string {
  if (value === undefined) return "-";
  return typeof value === "string" ? value : toNumberText(value, 12);
}
