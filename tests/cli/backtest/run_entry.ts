/** Runs the commands of backtests: in this process, or as a program of their own that can start workers. */
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { addBacktestCommands } from "../../../src/cli/backtest/backtest.ts";
import { addReplayCommand } from "../../../src/cli/backtest/replay.ts";
import { flagsOf, type Program, startDeno } from "../../support/program.ts";

// The language of whoever runs the tests says nothing about the commands.
Deno.env.delete("LANG");

const ENTRY = fileURLToPath(new URL("entry.ts", import.meta.url));

/** @throws what the command throws. */
export async function runHere(
  args: readonly string[],
): Promise<{ readonly out: string; readonly err: string; readonly code: number }> {
  const out: string[] = [];
  const err: string[] = [];
  let code = 0;
  const terminal = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void err.push(line),
    isTerminal: false,
    hasColor: false,
  };
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  addBacktestCommands(program, terminal, (exitCode) => code = exitCode);
  addReplayCommand(program, terminal, (exitCode) => code = exitCode);
  await program.parseAsync([...args], { from: "user" });
  return { out: out.join("\n"), err: err.join("\n"), code };
}

/** With the permissions of `deno task cli`. */
export function startThere(args: readonly string[], dir: string): Program {
  return startDeno([...flagsOf("cli"), ENTRY, ...args], { dir });
}

export async function runThere(
  args: readonly string[],
  dir: string,
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  await using program = startThere(args, dir);
  const { code } = await program.ended;
  return { code, out: program.out.join("\n"), err: program.err.join("\n") };
}

export interface WorkDir extends AsyncDisposable {
  readonly path: string;
  write(name: string, text: string): Promise<string>;
}

export async function makeWorkDir(): Promise<WorkDir> {
  const path = await Deno.makeTempDir({ prefix: "backtest-" });
  await Deno.mkdir(`${path}/data`);
  return {
    path,
    write: async (name, text) => {
      await Deno.writeTextFile(`${path}/${name}`, text);
      return `${path}/${name}`;
    },
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

/** Daily candles on a slow wave, as CSV. */
export function makeCsv(candles: number): string {
  const rows = Array.from({ length: candles }, (_, i) => {
    const close = Number((100 + 20 * Math.sin(i / 9) + i / 20).toFixed(2));
    const open = Number((100 + 20 * Math.sin((i - 0.3) / 9) + i / 20).toFixed(2));
    const [low, high] = [Math.min(open, close) - 1, Math.max(open, close) + 1];
    return `${new Date(Date.UTC(2020, 0, 1 + i)).toISOString()},${open},${high},${low},${close},${
      10 + i % 5
    }`;
  });
  return ["time,open,high,low,close,volume", ...rows].join("\n") + "\n";
}
