/** `calendar update` and `calendar undo`: what would change is shown, and nothing is written before somebody says so. */
import { realClock } from "../../app/runtime.ts";
import type { LoadedCalendar } from "../../calendar/calendar_status.ts";
import { toLoadedCalendar } from "../../calendar/file/load_calendar.ts";
import {
  type CalendarChange,
  type CalendarUpdate,
  findChanges,
  planUpdate,
} from "../../calendar/update/plan_update.ts";
import type { Config } from "../../config/config.ts";
import { toCommand } from "../../core/command_text.ts";
import { UserError } from "../../core/errors.ts";
import { kstDayOf, readDateText, toDateText, weekdayOfDay } from "../../core/kst.ts";
import { EMBEDDED_HOLIDAYS } from "../kit/embedded.ts";
import { loadConfig } from "../kit/load_config.ts";
import type { Terminal } from "../kit/terminal.ts";
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
  const { place, present, isMissing, config } = await openPlace();
  const nowMs = realClock.now();
  const { frame } = config;
  const list = await readList({ from, sheet: options.sheet }, { frame, clock: realClock });
  const update = planUpdate({ presentText: present, presentSource: place.path, list, frame, nowMs });
  const isSame = update.changes.length === 0 && update.newlyCovered === undefined;
  const tell = (facts: Told) =>
    tellUpdate(terminal, update, { ...facts, source: list.source, json: options.json });
  if (isSame || options.dryRun) {
    tell({ kind: isSame ? "same" : "dry_run" });
    return true;
  }
  const past = update.changes.filter(({ isPast }) => isPast).length;
  if (options.yes && past > 0 && !options.past) {
    tell({ kind: "refused" });
    terminal.err(
      `nothing was written: ${past} of the changes lie in the past, where the list is most likely the wrong one; ` +
        "if it is right, say --past as well as --yes",
    );
    return false;
  }
  // Asked about what was seen: the changes stand above the question.
  if (!options.json) showUpdate(terminal, update, list.source);
  const isSure = options.yes || (terminal.isTerminal && from !== "-" && confirm(toQuestion(update, past)));
  if (!isSure) {
    if (options.json) tell({ kind: "refused" });
    terminal.err("nothing was written; use --yes to do it without being asked");
    return false;
  }
  const date = toDateText(kstDayOf(nowMs));
  const backup = await replaceCalendar(place, { text: update.text, presentText: present, isMissing, date });
  tell({ kind: "written", backup, path: place.path });
  return true;
}

/** @returns false when nobody agreed. @throws {UserError} when there is nothing to bring back. */
export async function undoCalendar(
  terminal: Terminal,
  { yes, json }: { readonly yes: boolean; readonly json: boolean },
): Promise<boolean> {
  const { place, present, config } = await openPlace();
  const backup = await findLastBackup(place);
  if (backup === undefined) {
    throw new UserError(
      "failed",
      `There is no earlier calendar in ${place.backupDir}: no update was made from here`,
    );
  }
  const { frame } = config;
  // What cannot be read is not put in place of what can; what is there may be broken, and this the way out of it.
  const after = toLoadedCalendar(await Deno.readTextFile(backup), { source: backup, frame });
  const before = readIfWell(present, { source: place.path, frame, terminal });
  const changes = before === undefined
    ? []
    : findChanges(before, after, { ...ALL_DAYS, nowMs: realClock.now() });
  if (!json) { for (const line of toChangeLines(changes)) terminal.out(line); }
  const isSure = yes || (terminal.isTerminal && confirm(`Put ${backup} in the place of ${place.path}?`));
  if (!isSure) {
    terminal.err("nothing was written; use --yes to do it without being asked");
    return false;
  }
  const undone = await bringBack(place, backup);
  if (json) {
    terminal.out(
      JSON.stringify({ restored: backup, undone: undone ?? null, changes: changes.map(toChangeJson) }),
    );
  } else {
    terminal.out(
      `${place.path} is again what ${backup} was${
        undone === undefined ? "" : `; the other one is ${undone}`
      }`,
    );
    terminal.out("a running service takes it over within 30 seconds");
  }
  return true;
}

function readIfWell(
  text: string,
  { source, frame, terminal }: {
    readonly source: string;
    readonly frame: Config["frame"];
    readonly terminal: Terminal;
  },
): LoadedCalendar | undefined {
  try {
    return toLoadedCalendar(text, { source, frame });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    terminal.err(error.message);
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

function tellUpdate(
  terminal: Terminal,
  update: CalendarUpdate,
  facts: Told & { readonly source: string; readonly json: boolean },
): void {
  const { kind, source, json } = facts;
  if (json) return terminal.out(JSON.stringify(toJson(update, facts), null, 2));
  if (kind === "same") return terminal.out(`${source} says what the calendar says; nothing to change`);
  if (kind !== "written") return showUpdate(terminal, update, source);
  const { from, to } = update.coverage;
  terminal.out(`${facts.path} now covers ${from} to ${to}; the one before is ${facts.backup}`);
  terminal.out(
    `to go back: ${toCommand("calendar", "undo")}; a running service takes it over within 30 seconds`,
  );
}

function showUpdate(terminal: Terminal, update: CalendarUpdate, source: string): void {
  const { changes, newlyCovered, warnings } = update;
  const past = changes.filter(({ isPast }) => isPast);
  if (past.length > 0) {
    terminal.out(
      `ATTENTION: ${past.length} changes lie in the past. Days that are over do not change by themselves: ` +
        `is ${source} the right list, and the clock of this machine right?`,
    );
  }
  for (const line of toChangeLines(changes)) terminal.out(line);
  if (newlyCovered !== undefined) terminal.out(`newly covered: ${newlyCovered.from} to ${newlyCovered.to}`);
  const count = (what: CalendarChange["what"]) => changes.filter((change) => change.what === what).length;
  terminal.out(`${count("added")} added, ${count("removed")} removed, ${count("changed")} changed`);
  for (const warning of warnings) terminal.out(`note: ${warning}`);
}

function toChangeLines(changes: readonly CalendarChange[]): readonly string[] {
  return changes.map((change) => {
    const { what, date, before, after, isPast, about } = change;
    const day = WEEKDAYS[weekdayOfDay(readDateText(date) ?? 0)] ?? "";
    const text = what === "changed" ? `${before} → ${after}` : after ?? before ?? "";
    return `${isPast ? "PAST " : "     "}${SIGNS[what]} ${date} ${day}  ${
      about === "session" ? "hours: " : ""
    }${text}`;
  });
}

function toQuestion({ changes, newlyCovered }: CalendarUpdate, past: number): string {
  const days = newlyCovered === undefined ? "" : `, newly covered until ${newlyCovered.to}`;
  return `Write ${changes.length} changes${days}${past > 0 ? `, ${past} OF THEM IN THE PAST` : ""}?`;
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
