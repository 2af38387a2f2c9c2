/** `calendar update` and `calendar undo`: what would change is shown, and nothing is written before somebody says so. */
import { realClock } from "../../app/runtime.ts";
import type { LoadedCalendar } from "../../calendar/calendar_status.ts";
import { toLoadedCalendar } from "../../calendar/file/load_calendar.ts";
import { type CalendarChange, findChanges } from "../../calendar/update/changes.ts";
import { type CalendarUpdate, planUpdate } from "../../calendar/update/plan_update.ts";
import type { Config } from "../../config/config.ts";
import { toCommand } from "../../core/command_text.ts";
import { UserError } from "../../core/errors.ts";
import { createSayFrom, type SayFrom } from "../../core/lang.ts";
import { kstDayOf, readDateText, toDateText, weekdayOfDay } from "../../core/kst.ts";
import { EMBEDDED_HOLIDAYS } from "../kit/embedded.ts";
import { langOf, translate } from "../kit/language.ts";
import { loadConfig } from "../kit/load_config.ts";
import { type Terminal, toTable } from "../kit/terminal.ts";
import { CALENDAR_TEXTS } from "../texts/calendar.ts";
import {
  bringBack,
  type CalendarPlace,
  findLastBackup,
  readPresent,
  replaceCalendar,
} from "./calendar_files.ts";
import { readList } from "./read_list.ts";

export interface UpdateOptions {
  readonly yes: boolean;
  readonly past: boolean;
  readonly lostDaysOk: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly sheet?: string;
}

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const SIGNS = { added: "+", removed: "-", changed: "~" } as const;
const ALL_DAYS = { fromDay: -100_000, toDay: 100_000 };

/** @returns false when there is something to change and nobody agreed. @throws {UserError} */
export async function updateCalendar(
  terminal: Terminal,
  from: string,
  options: UpdateOptions,
): Promise<boolean> {
  const say = createSayFrom(CALENDAR_TEXTS, langOf(terminal));
  const { place, present, isMissing, config } = await openPlace();
  const nowMs = realClock.now();
  const { frame } = config;
  const list = await readList({ from, sheet: options.sheet }, { frame, clock: realClock });
  const update = planUpdate({ presentText: present, presentSource: place.path, list, frame, nowMs });
  const count = update.changes.length;
  const isSame = count === 0 && update.newlyCovered === undefined;
  const tell = (facts: Told) =>
    tellUpdate(terminal, update, { ...facts, source: list.source, json: options.json });
  if (isSame || options.dryRun) {
    await tell({ kind: isSame ? "same" : "dry_run" });
    return true;
  }
  const past = update.changes.filter(({ isPast }) => isPast).length;
  if (options.yes && past > 0 && !options.past) {
    await tell({ kind: "refused" });
    terminal.err(say("past_alone", { count: past }));
    return false;
  }
  const lost = update.lostDays;
  if (lost.length > 0 && !options.lostDaysOk) {
    await tell({ kind: "refused" });
    terminal.err(say("lost_days", { count: lost.length, days: lost.map(({ date }) => date).join(", ") }));
    return false;
  }
  // Asked about what was seen: the changes stand above the question.
  if (!options.json) await showUpdate(terminal, update, list.source);
  const question = past > 0 ? say("question_past", { count, past }) : say("question", { count });
  const isSure = options.yes || (terminal.isTerminal && from !== "-" && confirm(question));
  if (!isSure) {
    if (options.json) await tell({ kind: "refused" });
    terminal.err(say("not_sure"));
    return false;
  }
  const date = toDateText(kstDayOf(nowMs));
  const backup = await replaceCalendar(place, { text: update.text, presentText: present, isMissing, date });
  await tell({ kind: "written", backup, path: place.path });
  return true;
}

/** @returns false when nobody agreed. @throws {UserError} when there is nothing to bring back. */
export async function undoCalendar(
  terminal: Terminal,
  { yes, json }: { readonly yes: boolean; readonly json: boolean },
): Promise<boolean> {
  const say = createSayFrom(CALENDAR_TEXTS, langOf(terminal));
  const { place, present, config } = await openPlace();
  const backup = await findLastBackup(place);
  if (backup === undefined) {
    throw new UserError(
      "failed",
      `There is no earlier calendar in ${place.backupDir}: no update was made from here`,
    );
  }
  const { path } = place;
  const { frame } = config;
  // What cannot be read is not put in place of what can; what is there may be broken, and this the way out of it.
  const after = toLoadedCalendar(await Deno.readTextFile(backup), { source: backup, frame });
  const before = await readIfWell(present, { source: path, frame, terminal });
  const changes = before === undefined
    ? []
    : findChanges(before, after, { ...ALL_DAYS, nowMs: realClock.now() });
  if (!json) toChangeLines(changes, say).forEach((line) => terminal.out(line));
  if (!yes && !(terminal.isTerminal && confirm(say("question_undo", { path, backup })))) {
    terminal.err(say("not_sure"));
    return false;
  }
  const undone = await bringBack(place, backup);
  if (json) {
    const facts = { restored: backup, undone: undone ?? null, changes: changes.map(toChangeJson) };
    terminal.out(JSON.stringify(facts));
    return true;
  }
  terminal.out(say("restored", { path, backup }));
  if (undone !== undefined) terminal.out(say("undone", { path: undone }));
  terminal.out(say("taken_over"));
  return true;
}

async function readIfWell(
  text: string,
  { source, frame, terminal }: {
    readonly source: string;
    readonly frame: Config["frame"];
    readonly terminal: Terminal;
  },
): Promise<LoadedCalendar | undefined> {
  try {
    return toLoadedCalendar(text, { source, frame });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    terminal.err(await translate(error.message, terminal));
    return undefined;
  }
}

async function openPlace(): Promise<
  {
    readonly place: CalendarPlace;
    readonly present: string;
    readonly isMissing: boolean;
    readonly config: Config;
  }
> {
  const config = await loadConfig();
  const { holidaysPath: path, dataDir: backupDir } = config;
  const found = await readPresent(path);
  return {
    place: { path, backupDir },
    present: found ?? EMBEDDED_HOLIDAYS,
    isMissing: found === undefined,
    config,
  };
}

type Told =
  | { readonly kind: "same" | "dry_run" | "refused" }
  | { readonly kind: "written"; readonly backup: string; readonly path: string };

type Say = SayFrom<typeof CALENDAR_TEXTS>;

async function tellUpdate(
  terminal: Terminal,
  update: CalendarUpdate,
  facts: Told & { readonly source: string; readonly json: boolean },
): Promise<void> {
  const { kind, source, json } = facts;
  const say = createSayFrom(CALENDAR_TEXTS, langOf(terminal));
  if (json) return terminal.out(JSON.stringify(toJson(update, facts), null, 2));
  if (kind === "same") return terminal.out(say("same", { source }));
  if (kind !== "written") return await showUpdate(terminal, update, source);
  terminal.out(say("written", { path: facts.path, ...update.coverage, backup: facts.backup }));
  terminal.out(say("go_back", { command: toCommand("calendar", "undo") }));
}

async function showUpdate(terminal: Terminal, update: CalendarUpdate, source: string): Promise<void> {
  const { changes, lostDays, newlyCovered, warnings } = update;
  const say = createSayFrom(CALENDAR_TEXTS, langOf(terminal));
  const past = changes.filter(({ isPast }) => isPast).length;
  if (past > 0) terminal.out(say("attention", { count: past, source }));
  for (const line of toChangeLines(changes, say)) terminal.out(line);
  for (const { date, name, because } of lostDays) terminal.out(say(`lost_${because}`, { date, name }));
  if (newlyCovered !== undefined) terminal.out(say("newly", newlyCovered));
  const count = (what: CalendarChange["what"]) => changes.filter((change) => change.what === what).length;
  terminal.out(
    say("counts", { added: count("added"), removed: count("removed"), changed: count("changed") }),
  );
  for (const warning of warnings) terminal.out(say("note", { text: await translate(warning, terminal) }));
}

function toChangeLines(changes: readonly CalendarChange[], say: Say): readonly string[] {
  return toTable(changes.map(({ what, date, before, after, isPast, about }) => {
    const text = what === "changed" ? `${before} → ${after}` : after ?? before ?? "";
    const day = `${date} ${WEEKDAYS[weekdayOfDay(readDateText(date) ?? 0)] ?? ""}`;
    const shown = about === "session" ? say("hours", { text }) : text;
    return [isPast ? say("past") : "", `${SIGNS[what]} ${day}`, shown];
  }));
}

function toJson(update: CalendarUpdate, facts: Told & { readonly source: string }) {
  const of = (what: CalendarChange["what"]) =>
    update.changes.filter((change) => change.what === what).map(toChangeJson);
  return {
    source: facts.source,
    added: of("added"),
    removed: of("removed"),
    changed: of("changed"),
    past: update.changes.filter(({ isPast }) => isPast).length,
    lost_days: update.lostDays,
    newly_covered: update.newlyCovered ?? null,
    coverage: update.coverage,
    warnings: update.warnings,
    written: facts.kind === "written",
    backup: facts.kind === "written" ? facts.backup : null,
    undo: facts.kind === "written" ? toCommand("calendar", "undo") : null,
  };
}

function toChangeJson({ date, about, isPast, before, after }: CalendarChange) {
  return { date, about, past: isPast, before: before ?? null, after: after ?? null };
}
