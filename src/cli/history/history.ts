import { Argument, type Command } from "commander";
import { SOURCES } from "../../stock/sources/mod.ts";
import type { Terminal } from "../kit/terminal.ts";
import { exportHistory, listHistory, pruneHistory } from "./days.ts";
import { showHistory } from "./show.ts";

/** What each poll brought: days ago, as it was then. */
export function addHistoryCommands(program: Command, terminal: Terminal): void {
  const ids = SOURCES.map(({ id }) => id);
  const history = program.command("history").description("what each poll of the stock API brought, by day");
  history.command("list").description("days that are kept, their size, and polls that brought no list")
    .option("--json", "print JSON", false)
    .action((options) => listHistory(terminal, options));
  history.command("show").description("every poll of one day, or the rows of one poll")
    .addArgument(new Argument("<source>").choices(ids))
    .requiredOption("--day <date>", "day in Korea, like 2026-11-20")
    .option("--at <time>", "the last poll up to this minute, like 10:30")
    .option("--json", "print JSON", false)
    .action((source: string, options) => showHistory(terminal, source, options));
  history.command("export").description("polls to standard output, a line of JSON each")
    .addArgument(new Argument("[source]", "of one source only").choices(ids))
    .option("--from <date>", "first day, like 2026-11-16 (default: the oldest)")
    .option("--to <date>", "last day (default: the newest)")
    .action((source: string | undefined, options) => exportHistory(terminal, source, options));
  history.command("prune").description("remove the days before one; they cannot be fetched again")
    .requiredOption("--before <date>", "the oldest day to keep, like 2026-01-01")
    .option("--json", "print JSON", false)
    .action((options) => pruneHistory(terminal, options));
}
