/** The options that `run`, `sweep` and `check-lookahead` have in common. Loads nothing of what works them. */
import { toCommand } from "../../core/command_text.ts";
import { type Command, InvalidArgumentError } from "commander";
import { addFileFormOptions } from "../candles/file_form.ts";
import type { AccountOptions } from "./account_options.ts";
import type { ExitOptions } from "./exit_options.ts";
import type { DataOptions } from "./load_data.ts";

export interface SetupOptions extends DataOptions, AccountOptions, ExitOptions {
  readonly strategy: string;
  readonly params?: string;
  /** Seconds. */
  readonly timeout?: string;
}

export const USUAL_RUN_S = 600;

export function addSetupOptions(command: Command): Command {
  const list = (text: string, before: readonly string[] = []) => [...before, text];
  return addFileFormOptions(command)
    .requiredOption(
      "--strategy <id>",
      `a strategy of the program (\`${
        toCommand("strategy", "kinds")
      }\` lists them) or a file like my_idea.ts`,
    )
    .option("--data <file>", "bars as CSV or Excel, also .gz or .zip; may be given several times", list)
    .option("--market <market>", "stored candles, like upbit:BTC/KRW; may be given several times", list)
    .option(
      "--adjusted",
      "of Korean stocks take the adjusted prices (수정주가) that were imported as such; of a file, its prices are adjusted",
    )
    .option(
      "--timeframe <interval>",
      "length of the bars (default: of the file, or 1m); shorter ones are put together",
    )
    .option("--symbol <name>", "what the file holds (default: by its name)")
    .option("--only <column=text>", "only rows of the file with this text in the column, like code=005930")
    .option(
      "--keep-odd",
      "keep bars whose high or low contradicts another price; always with --fills freqtrade",
    )
    .option("--skip-bad", "leave bad rows of the file out, and say how many")
    .option("--mixed", "run data of several currencies at once, as if one were worth as much as another")
    .option("--from <time>", "day or time in Korea, like 2026-11-14 or 2026-11-14T09:00")
    .option("--to <time>", "day or time in Korea")
    .option("--params <json>", 'parameters of the strategy, like {"fast":10,"slow":30}')
    .option("--cash <amount>", "start money (default: 10000; of won 10000000)")
    .option(
      "--fee <share>",
      "of an order's value (default: Upbit's won markets, also of a file upbit_krw-…, 0.0005; its others 0.0025; " +
        "other exchanges 0.001; Korean stocks, also of a file with their code, as set or 0.000140527; any other file, also imported, 0)",
    )
    .option("--sell-fee <share>", "the same of orders that sell (default: as --fee)")
    .option(
      "--krx <kind>",
      "trade by the rules of KRX, with tax on sales by the date, steps and limits of prices: KOSPI, KOSDAQ, KONEX, etf, etn " +
        "or none (default: KOSPI for Korean stocks)",
    )
    .option(
      "--slippage <share>",
      "that a market order loses (default: a market, and a file upbit_krw-…, 0.0005; any other file, also imported, 0)",
    )
    .option(
      "--lot <units>",
      "smallest step of units (default: a market of coins, and a file named after an exchange for coins, 0.00000001; else 1)",
    )
    .option(
      "--tick <step>",
      "price step, none, or upbit for the table of KRW markets (default: a market's own)",
    )
    .option("--min-order <amount>", "smallest value of an order (default: upbit KRW 5000, else 0)")
    .option("--units <number>", "units of a purchase").option(
      "--share <share>",
      "share of the free money (default: 1)",
    )
    .option("--value <amount>", "value of a purchase").option("--allow-short", "allow short positions", false)
    .option("--fills <model>", "next_open or freqtrade (default: next_open)")
    .option("--stop-loss <share>", "distance of the stop, like 0.05")
    .option("--take-profit <share>", "distance of the target, like 0.1")
    .option("--trailing <json>", '{"distance":0.05,"positive":0.02,"offset":0.03,"only_offset":true}')
    .option("--roi <json>", 'target by minutes since the entry, {"0":0.03,"60":0.01}')
    .option(
      "--freqtrade-params <json>",
      "stop_loss, roi, trailing_stop… as freqtrade names them; also sets --fills",
    )
    .option("--no-exit-signal", "leave by stops and targets only")
    .option(
      "--timeout <seconds>",
      "the longest that one run of a strategy file may take",
      String(USUAL_RUN_S),
    );
}

export function toCount(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}
