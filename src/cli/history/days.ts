import { UserError } from "../../core/errors.ts";
import { kstDayOf, toDateText } from "../../core/kst.ts";
import type { HistoryDay } from "../../stock/history/history_store.ts";
import { printTable } from "../kit/table.ts";
import type { Terminal } from "../kit/terminal.ts";
import { toSampleJson } from "../../commands/history/sample_json.ts";
import { readDayArgument, withHistory } from "./access.ts";
import { LOOKS } from "../kit/with_store.ts";
import { createSayFrom } from "../../core/lang.ts";
import { langOf } from "../kit/language.ts";
import { HISTORY_TEXTS } from "../texts/history.ts";
import { toNumberText } from "../../core/words/numbers.ts";

/** Which days there are, how large, and how many polls of each brought no list. */
export function listHistory(terminal: Terminal, { json }: { json: boolean }): Promise<void> {
  return withHistory(terminal, async ({ store, path }) => {
    const days = await store.list();
    const bytes = days.reduce((sum, day) => sum + day.bytes, 0);
    if (json) return terminal.out(JSON.stringify({ path, bytes, days: days.map(toShownDay) }, null, 2));
    const say = createSayFrom(HISTORY_TEXTS, langOf(terminal));
    if (days.length === 0) return terminal.out(say("none"));
    const cells = days.map(({ source, day, polls, gaps, bytes: size, isSealed }) => [
      toDateText(day),
      source,
      ...[polls, gaps, size].map((count) => toNumberText(count)),
      say(isSealed ? "sealed" : "open"),
    ]);
    const heads = ["day", "source", "polls", "gaps", "bytes", "state"] as const;
    printTable(terminal, [heads.map((head) => say(`head_${head}`)), ...cells]);
    const count = new Set(days.map(({ day }) => day)).size;
    const dayText = count === 1 ? say("days_one") : say("days_many", { count });
    terminal.out(say("size", { days: dayText, bytes: toNumberText(bytes), path }));
  }, LOOKS);
}

interface ExportOptions {
  readonly from?: string;
  readonly to?: string;
}

/** One line of JSON a poll, by day and source, so that any program can read it piece by piece. */
export function exportHistory(
  terminal: Terminal,
  source: string | undefined,
  { from, to }: ExportOptions,
): Promise<void> {
  const fromDay = from === undefined ? -Infinity : readDayArgument("--from", from);
  const toDay = to === undefined ? Infinity : readDayArgument("--to", to);
  if (fromDay > toDay) throw new UserError("invalid", "--from lies after --to; both days are included");
  return withHistory(terminal, async ({ store }) => {
    for (const { source: id, day } of await store.list()) {
      if ((source ?? id) !== id || day < fromDay || day > toDay) continue;
      for (const sample of await store.read(id, day)) {
        terminal.out(JSON.stringify({ source: id, ...toSampleJson(sample) }));
      }
    }
  }, LOOKS);
}

export function pruneHistory(
  terminal: Terminal,
  { before, json }: { before: string; json: boolean },
): Promise<void> {
  const beforeDay = readDayArgument("--before", before);
  return withHistory(terminal, async ({ store, nowMs }) => {
    if (beforeDay > kstDayOf(nowMs)) throw new UserError("invalid", "--before lies in the future");
    const gone = (await store.list()).filter(({ day }) => day < beforeDay);
    await store.prune(beforeDay);
    const days = new Set(gone.map(({ day }) => day)).size;
    const polls = gone.reduce((sum, day) => sum + day.polls, 0);
    if (json) return terminal.out(JSON.stringify({ before, days, polls }));
    const say = createSayFrom(HISTORY_TEXTS, langOf(terminal));
    const facts = { before, polls: toNumberText(polls) };
    terminal.out(
      days === 1 ? say("pruned_one", facts) : say("pruned_many", { ...facts, days: toNumberText(days) }),
    );
  });
}

function toShownDay({ source, day, polls, gaps, bytes, isSealed }: HistoryDay) {
  return { day: toDateText(day), source, polls, gaps, bytes, sealed: isSealed };
}
