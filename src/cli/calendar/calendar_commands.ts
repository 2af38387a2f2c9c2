import type { Command } from "commander";
import { realClock } from "../../app/runtime.ts";
import { createCalendarWatch } from "../../calendar/calendar_watch.ts";
import { showCalendarStatus } from "../../commands/calendar/status.ts";
import { EXIT } from "../../core/errors.ts";
import { callCommand } from "../kit/command_context.ts";
import { loadConfig } from "../kit/load_config.ts";
import type { Terminal } from "../kit/terminal.ts";
import { embeddedFor } from "../kit/embedded.ts";
import { printAt, printCount, printSessions, printStatus } from "./calendar.ts";

export function addCalendarCommands(
  program: Command,
  terminal: Terminal,
  setExitCode: (code: number) => void,
): void {
  const calendar = program.command("calendar").description(
    "what the market calendar says, and new years for it",
  );
  const end = (isDone: boolean) => setExitCode(isDone ? EXIT.ok : EXIT.runtime);
  const write = (text: string) => terminal.out(text.replace(/\n$/, ""));
  calendar.command("sessions").description("session days with open and close")
    .requiredOption("--from <date>", "first day, like 2026-11-16").requiredOption("--to <date>", "last day")
    .option("--json", "print JSON", false)
    .action(async ({ from, to, json }) =>
      printSessions({ calendar: (await openCalendar()).watch.current(), from, to, json, write })
    );
  calendar.command("at").description(
    "phase and next poll at a time in Korea, like 2026-11-20T09:00, or with an offset",
  )
    .argument("<instant>").option("--json", "print JSON", false)
    .action(async (instant: string, { json }) => {
      const { watch, config } = await openCalendar();
      printAt({ calendar: watch.current(), steps: config.steps, instant, json, write });
    });
  calendar.command("count").description("sessions and polls of a year, by stepping through it")
    .requiredOption("--year <year>", "like 2026").option("--json", "print JSON", false)
    .action(async ({ year, json }) => {
      const { watch, config } = await openCalendar();
      printCount({ calendar: watch.current(), steps: config.steps, year: Number(year), json, write });
    });
  calendar.command("status").description("coverage of the calendar file and what is wrong with it")
    .option("--json", "print JSON", false)
    .action(async ({ json }) => {
      const { watch } = await openCalendar();
      const status = watch.status(realClock.now());
      if (!json) return printStatus({ status, json, write });
      const shown = await callCommand(showCalendarStatus, {}, { calendarStatus: () => status });
      terminal.out(JSON.stringify(shown));
    });
  addUpdate(calendar, terminal, end);
}

/** What only they need is read in when one of them is called. */
function addUpdate(calendar: Command, terminal: Terminal, end: (isDone: boolean) => void): void {
  calendar.command("update")
    .description(
      "take over the closed days of a list: as KRX publishes it (CSV, Excel), or a calendar file. Shows what would " +
        "change and asks; ends with 1 when nothing was written",
    )
    .argument("<file-or-address>", "a file, an https address, or - for standard input")
    .option("--yes", "do it without being asked", false)
    .option("--past", "with --yes: also changes of days that are over", false)
    .option(
      "--lost-days-ok",
      "also when days that are closed until now, or by law, are not in the list",
      false,
    )
    .option("--dry-run", "only show what would change", false)
    .option("--sheet <name>", "of an Excel workbook: the sheet with the list (default: the only filled one)")
    .option("--json", "print JSON", false)
    .addHelpText("after", `\n${UPDATE_HELP}`)
    .action(async (from: string, options) => {
      const { updateCalendar } = await import("./update_calendar.ts");
      end(await updateCalendar(terminal, from, options));
    });
  calendar.command("undo").description("bring back the calendar that was in use before the last update")
    .option("--yes", "do it without being asked", false)
    .option("--json", "print JSON", false)
    .addHelpText("after", "\nWith --json: restored, undone (a copy of what it replaced) or null, changes.")
    .action(async (options) => {
      const { undoCalendar } = await import("./update_calendar.ts");
      end(await undoCalendar(terminal, options));
    });
}

const UPDATE_HELP =
  `With --json: source, added, removed, changed: [{date, about (closure or session), past, before, after}], past (how many),
lost_days: [{date, name, because (calendar or law)}], newly_covered: {from, to} or null, coverage: {from, to}, warnings, written, backup or null, undo or null.`;

async function openCalendar() {
  const config = await loadConfig();
  const { holidaysPath: path, frame } = config;
  const watch = await createCalendarWatch({
    path,
    embeddedText: embeddedFor(path),
    frame,
    clock: realClock,
  });
  return { config, watch };
}
