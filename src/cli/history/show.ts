import { toCommand } from "../../core/command_text.ts";
import { UserError } from "../../core/errors.ts";
import { kstDayStartMs, MINUTE_MS, readTimeOfDay, toKstIso } from "../../core/kst.ts";
import { NO_LIST, type Sample } from "../../stock/history/sample.ts";
import { type Terminal, toTable } from "../kit/terminal.ts";
import { readDayArgument, toShown, withHistory } from "./access.ts";

interface ShowOptions {
  readonly day: string;
  readonly at?: string;
  readonly json: boolean;
}

type Shown = ReturnType<typeof toShown>;

/** Every poll of a day, or the rows of one. */
export function showHistory(terminal: Terminal, source: string, options: ShowOptions): Promise<void> {
  const day = readDayArgument("--day", options.day);
  const untilMs = options.at === undefined ? undefined : readEnd(options.at, day);
  return withHistory(terminal, async ({ store }) => {
    const samples = await store.read(source, day);
    if (samples.length === 0) {
      const list = toCommand("history", "list");
      throw new UserError(
        "invalid",
        `There are no polls of ${source} on ${options.day}; \`${list}\` shows what there is`,
      );
    }
    if (untilMs === undefined) return printDay(terminal, samples.map(toShown), { source, ...options });
    printPoll(terminal, toShown(findPoll(samples, untilMs, options)), { source, ...options });
  });
}

/** The end of the minute: its poll is answered some seconds after it began. */
function readEnd(at: string, day: number): number {
  const minutes = readTimeOfDay(at);
  if (minutes !== undefined) return kstDayStartMs(day) + (minutes + 1) * MINUTE_MS;
  throw new UserError(
    "invalid",
    `--at must be a time of day in Korea like 10:30, received ${JSON.stringify(at)}`,
  );
}

function findPoll(samples: readonly Sample[], untilMs: number, { day, at }: ShowOptions): Sample {
  const found = samples.findLast(({ fetchedAtMs }) => fetchedAtMs < untilMs);
  if (found !== undefined) return found;
  throw new UserError(
    "invalid",
    `There is no poll up to ${at} on ${day}; the first was at ${toKstIso(samples[0]?.fetchedAtMs ?? 0)}`,
  );
}

function printDay(
  terminal: Terminal,
  polls: readonly Shown[],
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
  for (const line of toTable([["polled", "data of", "rows", ...names], ...cells])) terminal.out(line);
}

function printPoll(
  terminal: Terminal,
  poll: Shown,
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
  for (const line of toTable([names, ...cells])) terminal.out(line);
  if (rows.length !== total) terminal.out(`rows: ${toCountText(rows.length, total)}`);
}

function toGapText(gap: string): string {
  return gap === NO_LIST
    ? "no list was recognised in the answer (no_list); what its rows were is not known"
    : `the poll failed (${gap}); what the rows were is not known`;
}

function toCountText(kept: number, total: number | null): string {
  return kept === total ? String(kept) : `${kept} kept of ${total}`;
}

function toCellText(value: string | number | undefined): string {
  if (value === undefined) return "-";
  return typeof value === "string" ? value : value.toLocaleString("en-US", { maximumFractionDigits: 12 });
}
