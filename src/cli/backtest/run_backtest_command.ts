/** `backtest run`: one run, shown, drawn or kept. */
import { type ReportData, toReportData } from "../../backtest/report/report_data.ts";
import { renderReport } from "../../backtest/report/report.ts";
import type { BacktestResult } from "../../backtest/run/backtest_result.ts";
import { partOf } from "../../backtest/run/column_part.ts";
import type { Actor } from "../../core/actor.ts";
import { toCommand } from "../../core/command_text.ts";
import { UserError } from "../../core/errors.ts";
import { createSayFrom, type Lang } from "../../core/lang.ts";
import { escapeControls } from "../../core/text.ts";
import { realClock } from "../../app/runtime.ts";
import { langOf } from "../kit/language.ts";
import { loadConfig } from "../kit/load_config.ts";
import type { Terminal } from "../kit/terminal.ts";
import { BACKTEST_CLI_TEXTS } from "../texts/backtest.ts";
import type { DataList } from "../../backtest/run/backtest_data.ts";
import { toResultJson } from "../../backtest/report/result_json.ts";
import { toResultLines } from "./result_text.ts";
import { openRunner, readSetup } from "./run_options.ts";
import type { SetupOptions } from "./setup_options.ts";
import { saveBacktest } from "../../backtest/saved_backtests.ts";

export interface RunOptions extends SetupOptions {
  readonly json: boolean;
  readonly html?: string;
  readonly lang: Lang;
  readonly save: boolean;
  /** Who asks, when it is not the person at this terminal. */
  readonly actor?: Actor;
}

/** @param onStep told how far it is, as a share of the steps and not of the time. */
export async function runBacktestCommand(
  terminal: Terminal,
  options: RunOptions,
  onStep: (share: number, text: string) => void = () => {},
): Promise<void> {
  onStep(0, "reading candles");
  const setup = await readSetup(terminal, options);
  await using runner = await openRunner(terminal, setup);
  onStep(0.2, "running");
  const result = withNames(await runner.run({ params: setup.params, span: setup.span }), setup.data);
  onStep(0.8, "writing the result");
  const report = () => toReport(result, setup.data);
  const isPageOut = options.html === "-";
  if (options.json && isPageOut) {
    throw new UserError("invalid", "--json and --html - both want standard output; write the page to a file");
  }
  if (options.json) terminal.out(JSON.stringify(toResultJson(result), null, 2));
  else if (!isPageOut) {
    for (const line of toResultLines(result, { ...terminal, lang: langOf(terminal) })) terminal.out(line);
  }
  if (options.html !== undefined) {
    await writePage(terminal, options.html, renderReport(report(), options.lang));
  }
  if (options.save) {
    const { dataDir: dir } = await loadConfig();
    const id = await saveBacktest({ result: toResultJson(result), report: report() }, {
      dir,
      clock: realClock,
      actor: options.actor ?? { kind: "cli", id: "backtest" },
    });
    onStep(1, `saved as backtest ${id}`);
    const page = `${dir}/backtest-${id}.html`;
    const command = toCommand("backtest", "show", String(id), "--html", page);
    terminal.err(createSayFrom(BACKTEST_CLI_TEXTS, langOf(terminal))("saved", { id, command }));
  }
}

/** They change no number, so no worker is told them. */
function withNames(result: BacktestResult, data: DataList): BacktestResult {
  const nameOf = (symbol: string) => data.find(({ series }) => series.symbol === symbol)?.name;
  return {
    ...result,
    data: result.data.map((notes) => {
      const name = nameOf(notes.symbol);
      return name === undefined ? notes : { ...notes, name };
    }),
  };
}

function toReport(result: BacktestResult, data: DataList): ReportData {
  const prices = result.data.map(({ symbol, firstRow, bars: candles }) => {
    const columns = data.find(({ series }) => series.symbol === symbol)?.columns ?? data[0].columns;
    return partOf(columns, { from: firstRow, to: firstRow + candles });
  });
  return toReportData(result, prices);
}

/** @param path `-` is standard output. @throws {UserError} */
export async function writePage(terminal: Terminal, path: string, page: string): Promise<void> {
  if (path === "-") return terminal.out(page);
  try {
    await Deno.writeTextFile(path, page);
    const say = createSayFrom(BACKTEST_CLI_TEXTS, langOf(terminal));
    terminal.err(say("report_in", { path: escapeControls(path) }));
  } catch (error) {
    const name = escapeControls(path);
    if (error instanceof Deno.errors.NotCapable) {
      const why =
        "the program may write below data only; use --html data/report.html, or --html - > report.html";
      throw new UserError("invalid", `Cannot write ${name}: ${why}`);
    }
    const why = error instanceof Deno.errors.NotFound ? "its folder does not exist" : String(error);
    throw new UserError("invalid", `Cannot write ${name}: ${why}`);
  }
}
