import { type Command, InvalidArgumentError, Option } from "commander";
import { EXIT } from "../../core/errors.ts";
import { EXCHANGES_OR } from "../../config/settings/exchanges.ts";
import { STOCK_EXCHANGE } from "../../core/symbol.ts";
import type { Terminal } from "../kit/terminal.ts";
import { aggregateCandles } from "./aggregate/aggregate_candles.ts";
import { exportCandles } from "./export_candles.ts";
import { addFileFormOptions } from "./file_form.ts";
import { fetchCandles } from "./fetch_candles.ts";
import { importCandles } from "./import_candles.ts";
import { JSON_HELP } from "./json_help.ts";
import { listGaps } from "./list_gaps.ts";
import { listSeries, verifyCandles } from "./look_at_candles.ts";
import { pruneCandles } from "./prune_candles.ts";
import { removeCandles } from "./remove_candles.ts";
import { withNameHint } from "./stocks/name_hint.ts";
import { verifyMarket } from "./verify_market.ts";

const MARKET = "like BTC/KRW, upbit:BTC/KRW or krx:005930";
const ADJUSTED = "of a Korean stock: its adjusted prices (수정주가), which are kept as krx_adj";
const TIME = "day or time in Korea, like 2026-11-14 or 2026-11-14T09:00";

/** Everything about the store of candles. */
export function addCandleCommands(
  program: Command,
  terminal: Terminal,
  setExitCode: (code: number) => void,
): void {
  const candles = program.command("candles").description("fetch, import, look at and repair candles");
  const end = (isWell: boolean) => setExitCode(isWell ? EXIT.ok : EXIT.runtime);
  const named = <T>(market: string | undefined, run: () => T | Promise<T>) =>
    withNameHint(terminal, market, run);
  addFetch(candles).action(async (market, options) =>
    end(await named(market, () => fetchCandles(terminal, market, options)))
  );
  addImport(candles).action(async (file, options) => end(await importCandles(terminal, file, options)));
  addExport(candles).action((market, options) =>
    named(market, () => exportCandles(terminal, market, options))
  );
  addAggregate(candles).action((market, options) =>
    named(market, () => aggregateCandles(terminal, market, options))
  );
  addGaps(candles).action((market, options) => named(market, () => listGaps(terminal, market, options)));
  withJson(candles.command("list").description("every series that is kept"), "list")
    .action((options) => listSeries(terminal, options));
  addVerify(candles).action(async (market, options) =>
    end(
      market === undefined
        ? await verifyCandles(terminal, options)
        : await named(market, () => verifyMarket(terminal, market, options)),
    )
  );
  addRemove(candles).action((market, options) =>
    named(market, () => removeCandles(terminal, market, options))
  );
  addPrune(candles).action((market, options) => named(market, () => pruneCandles(terminal, market, options)));
}

function addFetch(candles: Command): Command {
  const command = candles.command("fetch")
    .description(
      "fetch what is missing of a market; may be interrupted and run again; ends with 1 when not all came",
    )
    .argument("<market>", MARKET)
    .option("--exchange <id>", EXCHANGES_OR, "upbit")
    .option("--interval <interval>", "length of a bar", "1m")
    .option("--from <time>", `${TIME} (default: 7 days before the end)`)
    .option("--to <time>", `${TIME} (default: now)`);
  return withJson(command, "fetch");
}

function addImport(candles: Command): Command {
  const command = candles.command("import")
    .description(
      "take candles from a file; the same file twice adds nothing; ends with 1, and nothing stored, when it " +
        "contradicts what is stored",
    )
    .argument("<file>", "CSV or Excel (.xlsx), also as .gz or .zip, or - for standard input")
    .option("--exchange <id>", "under whose name to keep them (default: by the file's name)")
    .option("--symbol <symbol>", "the market, like BTC/KRW (default: by the file's name)")
    .option("--interval <interval>", "length of a bar (default: found in the file)")
    .option("--only <column=text>", "of a file of many markets: rows with this text there, like code=005930")
    .option(
      "--adjusted",
      "of Korean stocks: its prices are adjusted for splits (수정주가); they are kept apart from raw ones, as krx_adj",
    )
    .option("--date <day>", "of a file of all Korean stocks of a day, which has no dates: like 2026-11-27")
    .option(
      "--complete",
      "the file has every bar in which something was traded: gaps in it are no holes",
      false,
    )
    .option("--skip-bad", "leave bad rows out and count them", false)
    .option("--keep", "of candles that are stored with other numbers, keep the stored ones", false)
    .option(
      "--replace",
      "put the file in the place of all that is stored from its first to its last candle",
      false,
    )
    .option(
      "--force",
      "store although prices jump beside stored ones, candles look moved in time or lie in the future, or the file names another market",
      false,
    )
    .option("--dry-run", "say what would be stored, and store nothing", false);
  return withJson(addFileFormOptions(command), "import");
}

function addExport(candles: Command): Command {
  const command = withSpan(withSeries(candles.command("export").description("write closed candles as CSV")))
    .option("--time <form>", "iso (UTC in CSV, +09:00 in JSON) or ms", readTimeForm, "iso");
  return withJson(command, "export");
}

function addAggregate(candles: Command): Command {
  const command = candles.command("aggregate")
    .description("make longer bars of shorter ones, of the store or of a file")
    .argument("<market-or-file>", `${MARKET}, or a file`)
    .requiredOption(
      "--interval <interval>",
      "length of the bars to make, like 1h, 1d or 1dKST (a day in Korea)",
    )
    .option("--base <interval>", "length of the bars to make them of", "1m")
    .option("--exchange <id>", "under whose name they are kept", "upbit")
    .option("--adjusted", ADJUSTED)
    .option("--with-open", "also bars at the edges that are known in part only", false)
    .option(
      "--store",
      "keep them as a series of their own; bars that lack unfetched minutes are left out",
      false,
    )
    .option("--replace", "with --store: put them in the place of bars that are kept already", false);
  return withJson(addFileFormOptions(withSpan(command)), "aggregate");
}

function addGaps(candles: Command): Command {
  const command = withSpan(
    withSeries(candles.command("gaps").description("where candles are missing, and why")),
  )
    .addOption(
      new Option(
        "--hours <exchange>",
        "count by the sessions of this exchange, whatever the candles are kept under",
      )
        .choices([STOCK_EXCHANGE]),
    )
    .option("--all", "also list where nothing was traded", false);
  return withJson(command, "gaps");
}

function addVerify(candles: Command): Command {
  const command = candles.command("verify")
    .description(
      "read the whole store and say what is wrong; with a market, compare what is stored of it with its exchange and " +
        "mend it: bars that counted as without a trade, other numbers, time before the listing. Ends with 1 when something is " +
        "wrong, or not all could be compared",
    )
    .argument("[market]", MARKET)
    .option("--exchange <id>", "under whose name it is kept", "upbit")
    .option("--interval <interval>", "length of a bar", "1m");
  return withJson(withSpan(command), "verify");
}

function addRemove(candles: Command): Command {
  const command = withSeries(
    candles.command("remove").description(
      "remove a stretch of one series; it counts as never fetched afterwards. Also while the service runs",
    ),
  )
    .option("--from <time>", `${TIME} (default: the first candle)`)
    .option("--to <time>", `${TIME}, not included (default: after the last candle)`)
    .option("--all", "the whole series", false)
    .option("--dry-run", "say how many would be removed, and remove nothing", false);
  return withJson(command, "remove");
}

function addPrune(candles: Command): Command {
  const command = candles.command("prune").description("remove old candles and give the space back")
    .argument("[market]", `${MARKET} (default: all, of every interval)`)
    .requiredOption("--before <time>", TIME)
    .option("--adjusted", ADJUSTED)
    .option("--exchange <id>", "under whose name they are kept", "upbit")
    .option("--interval <interval>", "length of a bar", "1m");
  return withJson(command, "prune");
}

function withSeries(command: Command): Command {
  return command.argument("<market>", MARKET)
    .option("--exchange <id>", "under whose name they are kept", "upbit")
    .option("--adjusted", ADJUSTED)
    .option("--interval <interval>", "length of a bar", "1m");
}

function withSpan(command: Command): Command {
  return command.option("--from <time>", `${TIME} (default: the first candle)`)
    .option("--to <time>", `${TIME} (default: the last candle)`);
}

function withJson(command: Command, name: keyof typeof JSON_HELP): Command {
  return command.option("--json", "print JSON", false).addHelpText("after", `\n${JSON_HELP[name]}`);
}

function readTimeForm(text: string): "iso" | "ms" {
  if (text === "iso" || text === "ms") return text;
  throw new InvalidArgumentError("It must be iso or ms.");
}
