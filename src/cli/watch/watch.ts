/** `watch …`: stocks that a person keeps an eye on. */
import type { Command } from "commander";
import { toQuotesPort } from "../../app/watch/quotes_port.ts";
import { toWatchListPort } from "../../app/watch/watch_port.ts";
import type { Store } from "../../app/data/store.ts";
import type { Command as RackCommand } from "../../commands/command.ts";
import type { CommandDeps } from "../../commands/deps.ts";
import { addWatched } from "../../commands/watch/add.ts";
import { listWatched } from "../../commands/watch/list.ts";
import { removeWatched } from "../../commands/watch/remove.ts";
import type { Config } from "../../config/config.ts";
import type { CandleStore } from "../../market/candle_store.ts";
import { isThere } from "../../lib/is_there.ts";
import { toSample } from "../../stock/history/sample.ts";
import { SOURCES } from "../../stock/sources/mod.ts";
import { withShelf } from "../candles/shelf_access.ts";
import { callCommand } from "../kit/command_context.ts";
import { hoursBy } from "../kit/market_hours.ts";
import { langOf } from "../kit/language.ts";
import type { Terminal } from "../kit/terminal.ts";
import { LOOKS, withStore } from "../kit/with_store.ts";

interface Asked {
  readonly json: boolean;
}

export function addWatchCommands(program: Command, terminal: Terminal): void {
  const watch = program.command("watch").description("stocks that you keep an eye on without holding them");
  watch.command("add").description("put a stock on the list; once more changes its note alone")
    .argument("<stock>", "like krx:005930, or a name that is known here")
    .option("--note <text>", "why it is watched")
    .option("--json", "print JSON", false)
    .action((code: string, { note, json }: Asked & { readonly note?: string }) =>
      call(terminal, addWatched, note === undefined ? { code } : { code, note }, { json })
    );
  watch.command("list").description("the list with the last stored close of each, its age and its change")
    .option("--json", "print JSON", false)
    .action(({ json }: Asked) => call(terminal, listWatched, {}, { json }));
  watch.command("remove").description("take a stock off the list")
    .argument("<stock>", "like krx:005930, or a name that is known here")
    .option("--json", "print JSON", false)
    .action((code: string, { json }: Asked) => call(terminal, removeWatched, { code }, { json }));
}

async function call<Args, Result>(
  terminal: Terminal,
  command: RackCommand<Args, Result>,
  given: Readonly<Record<string, unknown>>,
  { json }: Asked,
): Promise<void> {
  await withStore(terminal, async (store, config) => {
    const result = await withCandles(
      terminal,
      config,
      async (shelf) => await callCommand(command, given, await toDeps({ store, config, shelf })),
    );
    terminal.out(json ? JSON.stringify(result, null, 2) : command.words(result)[langOf(terminal)]);
  });
}

/** A list is no reason to make a file of candles. */
async function withCandles<T>(
  terminal: Terminal,
  { dataDir }: Config,
  use: (shelf: CandleStore | undefined) => Promise<T>,
): Promise<T> {
  if (!isThere(`${dataDir}/candles.db`)) return await use(undefined);
  return await withShelf(terminal, ({ shelf }) => use(shelf), LOOKS);
}

async function toDeps(
  { store, config, shelf }: {
    readonly store: Store;
    readonly config: Config;
    readonly shelf: CandleStore | undefined;
  },
): Promise<Pick<CommandDeps, "watchList" | "stockQuotes" | "names">> {
  const portfolio = await readPortfolio(store);
  return {
    watchList: toWatchListPort(store),
    stockQuotes: toQuotesPort({ shelf, hoursOf: hoursBy(config), portfolio: () => portfolio }),
    names: {
      list: async () => (await shelf?.names() ?? []).map(({ code, name }) => ({ ticker: code, name })),
    },
  };
}

/** As the service stored it last. */
async function readPortfolio({ snapshots }: Store) {
  const stored = (await snapshots.loadAll()).find(({ sourceId }) => sourceId === "portfolio");
  const source = SOURCES.find(({ id }) => id === "portfolio");
  if (stored === undefined || source === undefined) return undefined;
  return toSample(source, { data: JSON.parse(stored.payloadText), fetchedAtMs: stored.fetchedAtMs });
}
