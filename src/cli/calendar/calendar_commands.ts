import type { Command } from "commander";
import { realClock } from "../../app/runtime.ts";
import { createCalendarWatch } from "../../calendar/calendar_watch.ts";
import { showCalendarStatus } from "../../commands/calendar/status.ts";
import { callCommand } from "../kit/command_context.ts";
import { loadConfig } from "../kit/load_config.ts";
import type { Terminal } from "../kit/terminal.ts";
import { embeddedFor } from "../service/start.ts";
import { printAt, printCount, printSessions, printStatus } from "./calendar.ts";

export function addCalendarCommands(program: Command, terminal: Terminal): void {
  const calendar = program.command("calendar").description("what the market calendar says");
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
}

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
