import type { Command } from "commander";
import { toNumber, toWhole } from "../kit/number_options.ts";
import type { Terminal } from "../kit/terminal.ts";
import { runOnce } from "./once.ts";
import { runStart } from "./start.ts";

/** `start`, `demo` and `once`: the program at work. */
export function addServiceCommands(
  program: Command,
  terminal: Terminal,
  setExitCode: (code: number) => void,
): void {
  program.command("start").description("run the service until Ctrl-C")
    .option("--port <port>", "port instead of SIGNAL_V2_PORT", toWhole(0, 65_535))
    .action(async (options: { port?: number }) => setExitCode(await runStart(terminal, options)));
  addDemo(program, terminal, setExitCode);
  program.command("once").description("ask everything once, now, also while the market is closed")
    .option("--json", "print JSON")
    .action(async (options: { json?: true }) =>
      setExitCode(await runOnce(terminal, { json: options.json ?? false }))
    );
}

function addDemo(program: Command, terminal: Terminal, setExitCode: (code: number) => void): void {
  program.command("demo").description(
    "the same program on a simulated stock API and clock; needs no settings",
  )
    .option(
      "--clock <time>",
      "simulated start in Korea, like 2026-11-20T08:58 (default: the last session day, 08:58)",
    )
    .option("--speed <factor>", "simulated seconds per second", toNumber(0.1, 3_600), 60)
    .option("--seed <number>", "another set of prices", toWhole(0, 4_294_967_295), 1)
    .option("--port <port>", "port instead of SIGNAL_V2_PORT", toWhole(0, 65_535))
    .option("--no-faults", "without the script of injected faults")
    .option("--keep", "keep the database of the last demo", false)
    .option(
      "--stock-api-only",
      "serve just the simulated stock API (port 18500) for a service beside it",
      false,
    )
    .action(async (options) => {
      // Only when it is asked for: the simulated market is a quarter of the program.
      const { runDemo, runStockApiOnly } = await import("./demo.ts");
      setExitCode(
        options.stockApiOnly ? await runStockApiOnly(terminal, options) : await runDemo(terminal, options),
      );
    });
}
