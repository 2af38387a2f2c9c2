import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { SETTINGS } from "../../../src/config/settings.ts";
import { EXCHANGES_OR } from "../../../src/config/settings/exchanges.ts";
import { INTERVALS } from "../../../src/core/candle.ts";
import { CCXT_VENUES } from "../../../src/exchanges/ccxt/venues.ts";

interface Module {
  readonly specifier: string;
  readonly dependencies?: readonly {
    readonly isDynamic?: boolean;
    readonly code?: { readonly specifier?: string };
  }[];
}

/** Everything that is loaded with a file of ours, without what is loaded only when it is asked for. */
async function findLoaded(file: string): Promise<readonly string[]> {
  const root = new URL("../../../", import.meta.url);
  const { success, stdout } = await new Deno.Command("deno", {
    args: [
      "info",
      "--json",
      "--no-lock",
      "--config",
      fileURLToPath(new URL("deno.json", root)),
      fileURLToPath(new URL(file, root)),
    ],
  }).output();
  assertTrue(success);
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as { modules: readonly Module[] };
  const byName = new Map(modules.map((module) => [module.specifier, module]));
  const seen = new Set<string>();
  const walk = (name: string) => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const { isDynamic, code } of byName.get(name)?.dependencies ?? []) {
      if (isDynamic !== true && code?.specifier !== undefined) walk(code.specifier);
    }
  };
  walk(new URL(file, root).href);
  return [...seen];
}

Deno.test("nothing of ccxt is loaded with the program, the settings or the list of venues", async () => {
  for (
    const file of [
      "src/main.ts",
      "src/config/settings.ts",
      "src/exchanges/mod.ts",
      "src/exchanges/ccxt/venues.ts",
    ]
  ) {
    const loaded = await findLoaded(file);
    assertTrue(loaded.length > 5, `${file}: ${loaded.length}`);
    deepStrictEqual(
      loaded.filter((name) => name.includes("node_modules/ccxt/") || name.includes("npm:ccxt")),
      [],
      file,
    );
  }
});

Deno.test("every venue loads the class of ccxt that has its name", async () => {
  for (const { id, load } of CCXT_VENUES) {
    const { default: Class } = await load();
    strictEqual(Class.name, id);
  }
});

Deno.test("every venue says what can be true: encrypted addresses, bars that there are, a page that fits a line", () => {
  for (const { id, restUrl, stream, intervals, pageLimit } of CCXT_VENUES) {
    assertTrue(/^https:\/\/[^/]+$/.test(restUrl), id);
    assertTrue(stream === undefined || /^wss:\/\/[^?#]+[^/]$/.test(stream.url), id);
    deepStrictEqual(intervals.filter((interval) => !INTERVALS.includes(interval)), [], id);
    assertTrue(intervals.includes("1m"), `${id}: what is collected are minutes`);
    assertTrue(pageLimit >= 100 && pageLimit <= 1_000, id);
  }
});

Deno.test("settings and help follow from the list of venues", () => {
  const settings = Object.values(SETTINGS);
  for (const { id, title, restUrl, stream } of CCXT_VENUES) {
    const word = `SIGNAL_V2_${id.toUpperCase()}`;
    const rest = settings.find(({ name }) => name === `${word}_URL`);
    deepStrictEqual([rest?.example, rest?.fallback], [restUrl, undefined]);
    assertTrue(rest?.help.includes(`${title}'s REST API`));
    const live = settings.find(({ name }) => name === `${word}_STREAM_URL`);
    strictEqual(live?.example, stream?.url);
    assertTrue(SETTINGS.markets.help.includes(id) && EXCHANGES_OR.includes(id));
  }
});
