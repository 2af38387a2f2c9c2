/** The recipes of the racks, followed in a copy of the sources: a new file, a line in the list, and nothing else. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { type CopiedSources, copySources } from "./copied_sources.ts";

interface Rack {
  readonly folder: string;
  /** The list in `mod.ts`. */
  readonly list: string;
  /** A plug that the new one is made after: its file, its name in the code, and its id. */
  readonly model: { readonly file: string; readonly name: string; readonly id: string };
}

const RACKS: readonly Rack[] = [
  {
    folder: "stock/sources",
    list: "SOURCES",
    model: { file: "portfolio.ts", name: "portfolio", id: "portfolio" },
  },
  {
    folder: "paper/fill_models",
    list: "FILL_MODELS",
    model: { file: "next_open.ts", name: "nextOpen", id: "next_open" },
  },
  {
    folder: "strategies",
    list: "STRATEGIES",
    model: { file: "buy_and_hold.ts", name: "buyAndHold", id: "buy_and_hold" },
  },
  {
    folder: "signals/rules",
    list: "RULE_KINDS",
    model: { file: "holding_stop.ts", name: "holdingStop", id: "holding_stop" },
  },
  {
    folder: "signals/judges",
    list: "JUDGES",
    model: { file: "none.ts", name: "none", id: "none" },
  },
  {
    folder: "notifiers",
    list: "CHANNELS",
    model: { file: "webhook/webhook.ts", name: "webhook", id: "webhook" },
  },
  {
    folder: "commands",
    list: "COMMANDS",
    model: { file: "program/poll.ts", name: "pollNow", id: "program.poll" },
  },
];

Deno.test("a plug is a file and a line of its rack's list, and nothing else", async (test) => {
  await using copy = await copySources();
  for (const rack of RACKS) {
    await test.step(`in ${rack.folder}`, async () => {
      await addPlug(copy, rack);
      const ids = await copy.listIds(`${rack.folder}/mod.ts`, rack.list);
      strictEqual(ids.at(-1), "made_up");
      ok(ids.includes(rack.model.id), "the model is still there");
    });
  }
  await test.step("an exchange that ccxt knows is an entry in one list, and its settings follow", async () => {
    await addVenue(copy);
    ok((await copy.listIds("exchanges/mod.ts", "EXCHANGES")).includes("kraken"));
    const settings = `import { SETTINGS } from "${copy.url}src/config/settings.ts";
console.log(Object.values(SETTINGS).map(({ name }) => name).join(" "));`;
    ok((await copy.evaluate(settings)).includes("SIGNAL_V2_KRAKEN_URL"));
  });
  await test.step("and the whole program fits together", async () => {
    deepStrictEqual(await copy.findTypeFaults(), []);
  });
});

/** Made after the model: a file of its own, an import and an entry at the end of the list. */
async function addPlug(copy: CopiedSources, { folder, model }: Rack): Promise<void> {
  const text = await copy.read(`${folder}/${model.file}`);
  const madeUp = text.replaceAll(`"${model.id}"`, '"made_up"')
    .replace(new RegExp(`export const ${model.name}\\b`), "export const madeUp");
  const file = model.file.replace(/[^/]+$/, "made_up.ts");
  await copy.write(`${folder}/${file}`, madeUp);
  const mod = await copy.read(`${folder}/mod.ts`);
  const end = mod.lastIndexOf("]");
  const comma = /[[,]\s*$/.test(mod.slice(0, end)) ? "" : ", ";
  const list = `${mod.slice(0, end)}${comma}madeUp${mod.slice(end)}`;
  await copy.write(`${folder}/mod.ts`, `import { madeUp } from "./${file}";\n${list}`);
}

async function addVenue(copy: CopiedSources): Promise<void> {
  const path = "exchanges/ccxt/venues.ts";
  const text = await copy.read(path);
  const entry = `  {
    id: "kraken",
    title: "Kraken",
    restUrl: "https://api.kraken.com",
    pageLimit: 720,
    intervals: USUAL,
    load: () => import("ccxt/kraken.js"),
    stream: undefined,
  },
`;
  const end = text.indexOf("\n];", text.indexOf("CCXT_VENUES")) + 1;
  await copy.write(path, text.slice(0, end) + entry + text.slice(end));
}

Deno.test("every rack that has a recipe is tried here", async () => {
  const { RACKS: named } = await import("../house/tables.ts");
  const tried = [...RACKS.map(({ folder }) => folder), "exchanges"];
  deepStrictEqual(Object.keys(named).toSorted(), tried.toSorted());
});
