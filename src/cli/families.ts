/**
 * The commands by family, and where each is made. A family is read in when one of its words is called: a start must not
 * pay for the reading of files, backtests and reports.
 */
import type { Command } from "commander";
import type { Terminal } from "./kit/terminal.ts";

export interface CommandKit {
  readonly terminal: Terminal;
  readonly setExitCode: (code: number) => void;
}

interface Family {
  /** The first words of its commands. */
  readonly words: readonly string[];
  readonly add: (program: Command, kit: CommandKit) => void | Promise<void>;
}

/** In the order in which help lists them. */
const FAMILIES: readonly Family[] = [
  {
    words: ["start", "demo", "once"],
    add: async (program, { terminal, setExitCode }) => {
      const { addServiceCommands } = await import("./service/service_commands.ts");
      addServiceCommands(program, terminal, setExitCode);
    },
  },
  {
    words: ["doctor", "config"],
    add: async (program, { terminal, setExitCode }) => {
      const { addDoctorCommands } = await import("./doctor/doctor_commands.ts");
      addDoctorCommands(program, terminal, setExitCode);
    },
  },
  {
    words: ["calendar"],
    add: async (program, { terminal, setExitCode }) => {
      const { addCalendarCommands } = await import("./calendar/calendar_commands.ts");
      addCalendarCommands(program, terminal, setExitCode);
    },
  },
  {
    words: ["candles"],
    add: async (program, { terminal, setExitCode }) => {
      const { addCandleCommands } = await import("./candles/candles.ts");
      addCandleCommands(program, terminal, setExitCode);
    },
  },
  {
    words: ["indicator"],
    add: async (program, { terminal }) => {
      const { addIndicatorCommand } = await import("./indicator/indicator.ts");
      addIndicatorCommand(program, terminal);
    },
  },
  {
    words: ["parse"],
    add: async (program, { terminal, setExitCode }) => {
      const { addParseCommand } = await import("./candles/parse_frames.ts");
      addParseCommand(program, terminal, setExitCode);
    },
  },
  {
    words: ["strategy"],
    add: async (program, { terminal, setExitCode }) => {
      const { addStrategyCommands } = await import("./strategy/strategy.ts");
      addStrategyCommands(program, terminal, setExitCode);
    },
  },
  {
    words: ["backtest"],
    add: async (program, { terminal, setExitCode }) => {
      const { addBacktestCommands } = await import("./backtest/backtest.ts");
      addBacktestCommands(program, terminal, setExitCode);
    },
  },
  {
    words: ["jobs"],
    add: async (program, { terminal }) => {
      const { addJobCommands } = await import("./jobs/jobs_commands.ts");
      addJobCommands(program, terminal);
    },
  },
  {
    words: ["replay"],
    add: async (program, { terminal, setExitCode }) => {
      const { addReplayCommand } = await import("./backtest/replay.ts");
      addReplayCommand(program, terminal, setExitCode);
    },
  },
  {
    words: ["signals"],
    add: async (program, { terminal, setExitCode }) => {
      const { addSignalCommands } = await import("./signals/signals.ts");
      addSignalCommands(program, terminal, setExitCode);
    },
  },
  {
    words: ["rules", "alert"],
    add: async (program, { terminal }) => {
      const { addRuleCommands } = await import("./rules/rules.ts");
      addRuleCommands(program, terminal);
    },
  },
  {
    words: ["watch"],
    add: async (program, { terminal }) => {
      const { addWatchCommands } = await import("./watch/watch.ts");
      addWatchCommands(program, terminal);
    },
  },
  {
    words: ["notify"],
    add: async (program, { terminal, setExitCode }) => {
      const { addNotifyCommands } = await import("./notify/notify.ts");
      addNotifyCommands(program, terminal, setExitCode);
    },
  },
  {
    words: ["telegram"],
    add: async (program, { terminal }) => {
      const { addTelegramCommands } = await import("./telegram/telegram.ts");
      addTelegramCommands(program, terminal);
    },
  },
  {
    words: ["history"],
    add: async (program, { terminal }) => {
      const { addHistoryCommands } = await import("./history/history.ts");
      addHistoryCommands(program, terminal);
    },
  },
  {
    words: ["backup", "restore"],
    add: async (program, { terminal, setExitCode }) => {
      const { addBackupCommands } = await import("./backup/backup.ts");
      addBackupCommands(program, terminal, setExitCode);
    },
  },
  {
    words: ["maintenance"],
    add: async (program, { terminal }) => {
      const { addMaintenanceCommands } = await import("./maintenance/maintenance.ts");
      addMaintenanceCommands(program, terminal);
    },
  },
  {
    words: ["db"],
    add: async (program, { terminal, setExitCode }) => {
      const { addDatabaseCommands } = await import("./db/db.ts");
      addDatabaseCommands(program, terminal, setExitCode);
    },
  },
  { words: ["version", "--version", "-V"], add: () => {} },
];

/** Adds the family of `word`; all of them when no family has it, for help, completion and a word that is misspelt. */
export async function addFamilies(
  program: Command,
  word: string | undefined,
  kit: CommandKit,
): Promise<void> {
  const asked = FAMILIES.filter(({ words }) => word !== undefined && words.includes(word));
  for (const { add } of asked.length > 0 ? asked : FAMILIES) await add(program, kit);
}
