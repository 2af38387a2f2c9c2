import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import {
  type Arrow,
  findSources,
  readHouse,
  roomOf,
  ROOT,
  SRC,
  toBareCode,
  toPackageName,
} from "./house/read_house.ts";
import {
  findBadNames,
  findClockMakers,
  findClosedDoors,
  findCycles,
  findDoorFaults,
  findForeignPackages,
  findFullFolders,
  findHiddenFolders,
  findLongFiles,
  findLongLists,
  findPattern,
  findPlugUsers,
  findRackFaults,
  findRead,
  findTwiceNamedTypes,
  findWrongArrows,
  show,
} from "./house/rules.ts";
import { CHOOSERS, DOORS, FORBIDDEN_CODE, FORBIDDEN_TEXT, ROOMS, URL_AS_PATH } from "./house/tables.ts";

/**
 * The rules of the house, held against its files; the tables are in `tests/house/tables.ts`. The last tests here plant
 * breaches and see them found.
 */

const { files: FILES, texts: TEXTS, arrows: ARROWS } = await readHouse();
const OTHERS = findOthers(SRC);

function findOthers(folder: URL, prefix = ""): readonly string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? findOthers(new URL(`${name}/`, folder), `${prefix}${name}/`) : [`${prefix}${name}`]
  );
}

// ---- the house against the rules ----

Deno.test("the import graph is the whole house, pages included", () => {
  assertTrue(FILES.length >= 400, `${FILES.length} files`);
  assertTrue(FILES.filter((file) => file.endsWith(".tsx")).length >= 30);
  const seen = new Set(ARROWS.flatMap(({ from, to }) => [from, to]));
  const leaves = FILES.filter((file) => !seen.has(file) && /^import /m.test(TEXTS.get(file) ?? ""));
  deepStrictEqual(leaves, []);
  assertTrue(ARROWS.some(({ from, to }) => from === "main.ts" && to === "cli/program.ts"));
  assertTrue(ARROWS.some(({ from, isTypeOnly }) => from === "web/view.ts" && isTypeOnly));
});

Deno.test("every room is in the table of who may import whom", () => {
  deepStrictEqual([...new Set(FILES.map(roomOf))].filter((room) => ROOMS[room] === undefined), []);
});

Deno.test("every import goes downwards as the table says", () =>
  deepStrictEqual(findWrongArrows(ARROWS), []));

Deno.test("a domain is entered by its doors only", () => deepStrictEqual(findClosedDoors(ARROWS), []));

Deno.test("a domain has doors, four at most, each of them is there, and every exception is needed", () => {
  deepStrictEqual(findDoorFaults({ files: FILES, arrows: ARROWS }), []);
});

Deno.test("mechanisms import a rack's contract and never its plugs or its list", () => {
  deepStrictEqual(findPlugUsers(ARROWS, CHOOSERS), []);
});

Deno.test("foreign packages and carried data are imported at their boundary only", () => {
  deepStrictEqual(findForeignPackages(ARROWS), []);
});

Deno.test("no import leads back to where it came from", () => deepStrictEqual(findCycles(ARROWS), []));

Deno.test("a service reads its pages and its Korean sentences after it has begun its work", () => {
  const read = findRead(ARROWS, "cli/service/start.ts");
  assertTrue(read.includes("web/server.ts"));
  deepStrictEqual(read.filter((file) => file.endsWith(".tsx") || file.startsWith("words/phrases/")), []);
});

Deno.test("a service and what the program starts of itself read in no parser of words", () => {
  const read = findRead(ARROWS, "main.ts");
  assertTrue(read.includes("cli/plain_commands.ts"));
  deepStrictEqual(read.filter((file) => file === "cli/command_tree.ts"), []);
});

Deno.test("no room leads back to where it came from by way of others", () => {
  // The list that starts everything and the commands that call it are one place for this question.
  const isTop = (room: string) => room === "app" || room === "cli";
  deepStrictEqual(findCycles(ARROWS.filter(({ from }) => !isTop(roomOf(from))), roomOf), []);
});

Deno.test("a folder holds at most twenty files, and no hidden folder in their names", () => {
  deepStrictEqual([...findFullFolders(FILES), ...findHiddenFolders(FILES)], []);
});

Deno.test("no file has more than three hundred lines", () => deepStrictEqual(findLongFiles(TEXTS), []));

Deno.test("a type has its name for itself", () => deepStrictEqual(findTwiceNamedTypes(TEXTS), []));

Deno.test("only the runtime and the entries make a real clock", () =>
  deepStrictEqual(findClockMakers(TEXTS), []));

Deno.test("files and folders are named in snake_case", () => {
  deepStrictEqual(findBadNames(FILES), []);
  deepStrictEqual(findBadNames(findSources(new URL("tests/", ROOT))), []);
});

Deno.test("every rack has its contract, its list and its recipe, and there is no other list", () => {
  deepStrictEqual(findRackFaults(FILES, OTHERS), []);
});

Deno.test("main.ts, app.ts and the view of the program are lists and no more", () => {
  deepStrictEqual(findLongLists(TEXTS), []);
});

Deno.test("nobody asks the runtime for the time, a timer or the console, uses any or makes a barrel", () => {
  const found = [...TEXTS].flatMap(([file, text]) => findPattern(file, toBareCode(text), FORBIDDEN_CODE));
  deepStrictEqual(found, []);
});

Deno.test("no file holds an unfinished thing or silences a check", () => {
  deepStrictEqual([...TEXTS].flatMap(([file, text]) => findPattern(file, text, FORBIDDEN_TEXT)), []);
});

Deno.test("nobody takes the path of a URL for the path of a file", () => {
  const found = ["src/", "tests/", ".ci/"].flatMap((folder) =>
    findSources(new URL(folder, ROOT)).flatMap((file) => {
      const text = Deno.readTextFileSync(new URL(folder + file, ROOT));
      return findPattern(`${folder}${file}`, toBareCode(text), URL_AS_PATH);
    })
  );
  deepStrictEqual(found, []);
});

// ---- the rules against planted breaches ----

const arrow = (from: string, to: string, change: Partial<Arrow> = {}): Arrow => ({
  from,
  to,
  kind: "house",
  isTypeOnly: false,
  isLate: false,
  ...change,
});
const toPackage = (from: string, to: string) => arrow(from, to, { kind: "package" });

Deno.test("the table of rooms refuses arrows upwards, sideways and to a value where only a type may be known", () => {
  const wrong = [
    arrow("core/kst.ts", "calendar/session.ts"),
    arrow("core/kst.ts", "calendar/session.ts", { isTypeOnly: true }),
    arrow("telemetry/events.ts", "lib/limits/retry.ts"),
    arrow("sqlite/sql.ts", "stock/stock_view.ts"),
    arrow("stock/start_stock.ts", "sqlite/sql.ts"),
    arrow("market/live/series.ts", "engine/strategy_view.ts", { isTypeOnly: true }),
    arrow("web/server.ts", "stock/stock_view.ts"),
    arrow("web/server.ts", "sqlite/sql.ts", { isTypeOnly: true }),
    arrow("web/pages/dashboard/dashboard.tsx", "stock/stock_view.ts"),
    arrow("demo/upbit/market.ts", "stock/start_stock.ts"),
    arrow("stock/start_stock.ts", "app/app.ts"),
    arrow("app/app.ts", "main.ts"),
    arrow("main.ts", "app/app.ts"),
    arrow("unknown/file.ts", "core/kst.ts"),
  ];
  deepStrictEqual(findWrongArrows(wrong), wrong.map(show));
  const right = [
    arrow("stock/poll/loop.ts", "calendar/session.ts"),
    arrow("stock/store/snapshots.ts", "sqlite/sql.ts"),
    arrow("web/server.ts", "stock/stock_view.ts", { isTypeOnly: true }),
    arrow("cli/service/start.ts", "app/app.ts"),
    arrow("core/kst.ts", "core/text.ts"),
  ];
  deepStrictEqual(findWrongArrows(right), []);
});

Deno.test("the rule of doors finds who climbs in by a window", () => {
  const doors = { stock: { files: ["start_stock.ts"], also: { demo: ["poll/loop.ts"] } } };
  const find = (from: string, to: string) => findClosedDoors([arrow(from, to)], doors).length;
  strictEqual(find("cli/service/once.ts", "stock/poll/loop.ts"), 1);
  strictEqual(findClosedDoors([arrow("web/a.ts", "stock/b.ts", { isTypeOnly: true })], doors).length, 1);
  strictEqual(find("app/app.ts", "stock/start_stock.ts"), 0);
  strictEqual(find("stock/start_stock.ts", "stock/poll/loop.ts"), 0);
  strictEqual(find("demo/a.ts", "stock/poll/loop.ts"), 0);
  // And of the real doors: the memory of candles is asked through its port, whichever database lies behind it.
  const isShut = (from: string, to: string) => findClosedDoors([arrow(from, to)]).length === 1;
  strictEqual(isShut("engine/a.ts", "market/store/sqlite_candle_store.ts"), true);
  strictEqual(isShut("engine/a.ts", "market/candle_store.ts"), false);
  strictEqual(isShut("market/a.ts", "exchanges/upbit/rest.ts"), true);
  strictEqual(isShut("engine/a.ts", "bus/memory_bus.ts"), true);
  strictEqual(isShut("web/api/a.ts", "commands/run_command.ts"), true);
  strictEqual(isShut("bot/a.ts", "commands/signals/claim.ts"), true);
  strictEqual(isShut("bot/a.ts", "commands/door.ts"), false);
});

Deno.test("every door leads into a room", () => {
  const shut = Object.entries(DOORS).flatMap(([room, { files, also = {} }]) =>
    [...files, ...Object.values(also).flat()].map((file) => `${room}/${file}`)
  ).filter((file) => !FILES.includes(file));
  deepStrictEqual(shut, []);
  // A door for one room that this room does not use is no door but a hole.
  const unused = Object.entries(DOORS).flatMap(([room, { also = {} }]) =>
    Object.entries(also).flatMap(([user, files]) =>
      files.filter((file) =>
        !ARROWS.some(({ from, to }) => roomOf(from) === user && to === `${room}/${file}`)
      ).map((file) => `${user} → ${room}/${file}`)
    )
  );
  deepStrictEqual(unused, []);
});

Deno.test("the rules of doors and lists find a room without doors, a fifth door, one that is gone, an exception of before and a list with logic", () => {
  const files = [
    "stock/a.ts",
    "stock/b.ts",
    "stock/c.ts",
    "stock/d.ts",
    "stock/e.ts",
    "core/a.ts",
    "new/a.ts",
  ];
  const doors = ["a.ts", "b.ts", "c.ts", "d.ts", "gone.ts"];
  const table = { stock: { files: doors, also: { cli: ["e.ts", "old.ts"] } } };
  deepStrictEqual(findDoorFaults({ files, arrows: [arrow("cli/x.ts", "stock/e.ts")] }, table), [
    "new has no doors",
    "stock has 5 doors",
    "stock/gone.ts is missing",
    "cli does not need stock/old.ts",
  ]);
  const texts = new Map([["app/app.ts", "x\n".repeat(101)], ["main.ts", "x\n".repeat(60)]]);
  deepStrictEqual(findLongLists(texts), ["app/app.ts has more than 100 lines"]);
});

Deno.test("the rules of packages and plugs find a foreign package and who names a plug", () => {
  const foreign = [
    toPackage("stock/a.ts", "hono"),
    toPackage("stock/a.ts", "p-retry"),
    toPackage("market/store/a.ts", "node:sqlite"),
    toPackage("stock/a.ts", "@logtape/logtape"),
    toPackage("web/pages/a.tsx", "prom-client"),
    toPackage("stock/a.ts", "@opentelemetry/api"),
    toPackage("app/app.ts", "commander"),
    toPackage("calendar/a.ts", "zod"),
    toPackage("core/a.ts", "zod"),
    toPackage("core/a.ts", "node:crypto"),
    toPackage("cli/a.ts", "left-pad"),
    arrow("app/app.ts", "holidays.json", { kind: "data" }),
  ];
  deepStrictEqual(findForeignPackages(foreign), foreign.map(show));
  const plugs = [arrow("market/a.ts", "exchanges/upbit/venue.ts"), arrow("market/a.ts", "exchanges/mod.ts")];
  deepStrictEqual(findPlugUsers(plugs, CHOOSERS), plugs.map(show));
  deepStrictEqual(findPlugUsers([arrow("market/a.ts", "exchanges/exchange.ts")], CHOOSERS), []);
});

Deno.test("a name with a sub-path or a version is the package itself", () => {
  const names = [
    "hono/body-limit",
    "npm:hono@4.13.19",
    "npm:/hono@4/x",
    "@logtape/logtape",
    "jsr:@std/path@1",
    "node:fs/promises",
  ];
  deepStrictEqual(names.map(toPackageName), [
    "hono",
    "hono",
    "hono",
    "@logtape/logtape",
    "@std/path",
    "node:fs/promises",
  ]);
});

Deno.test("the rule of cycles finds a ring of two, of three and of one, and a ring of rooms", () => {
  deepStrictEqual(findCycles([arrow("a/x.ts", "a/y.ts"), arrow("a/y.ts", "a/x.ts")]), [
    "a/x.ts → a/y.ts → a/x.ts",
  ]);
  strictEqual(findCycles([arrow("a", "b"), arrow("b", "c"), arrow("c", "a"), arrow("c", "d")]).length, 1);
  strictEqual(findCycles([arrow("a", "a")]).length, 1);
  strictEqual(findCycles([arrow("a", "b"), arrow("a", "c"), arrow("b", "d"), arrow("c", "d")]).length, 0);
  const ring = [arrow("a/x.ts", "b/x.ts"), arrow("b/y.ts", "a/y.ts"), arrow("a/x.ts", "a/y.ts")];
  deepStrictEqual([findCycles(ring), findCycles(ring, roomOf)], [[], ["a → b → a"]]);
});

Deno.test("the rules of folders find one that is full and one that hides in names", () => {
  const many = Array.from({ length: 21 }, (_, i) => `stock/f${i}.ts`);
  strictEqual(findFullFolders(many).length, 1);
  strictEqual(findFullFolders(many.slice(1)).length, 0);
  const four = ["a/candle_x.ts", "a/candle_y.tsx", "a/candle.ts", "a/candle_z.ts"];
  strictEqual(findHiddenFolders(four).length, 1);
  strictEqual(findHiddenFolders(four.slice(1)).length, 0);
  strictEqual(findHiddenFolders(["a/b_x.ts", "b/b_x.ts", "c/b_x.ts", "d/b_x.ts"]).length, 0);
});

Deno.test("the rule of lengths finds a long file, and an exception that nobody needs any more", () => {
  const texts = new Map([
    ["a/x.ts", "x\n".repeat(300)],
    ["a/y.ts", "x\n".repeat(301)],
    ["a/table.ts", "x\n".repeat(400)],
  ]);
  deepStrictEqual(findLongFiles(texts, { "a/table.ts": "one table", "a/old.ts": "was long" }), [
    "a/y.ts has 301 lines",
    "a/old.ts need not be an exception",
  ]);
});

Deno.test("the rules of types and clocks find a name that is taken and a clock of one's own", () => {
  const texts = new Map([
    ["a/x.ts", "export interface Trade {}\nexport const clock = createSystemClock();"],
    ["b/x.tsx", "export type Trade = string;"],
    ["app/runtime.ts", "export const clock = createSystemClock();\ninterface Trade {}"],
  ]);
  deepStrictEqual(findTwiceNamedTypes(texts), ["Trade is exported by a/x.ts and b/x.tsx"]);
  deepStrictEqual(findClockMakers(texts), ["a/x.ts"]);
});

Deno.test("the rules of code find what they forbid, and do not mistake words in comments and quotes for it", () => {
  const bad = [
    "const a = Date.now();",
    "f(Date.now)",
    "const a = new Date();",
    "const a = new Date;",
    "performance.now()",
    "Temporal.Now.instant()",
    "setTimeout(f, 1)",
    "globalThis.setInterval(f, 1)",
    "console.log(1)",
    "`${console.log(1)}`",
    "let a: any = 1",
    "let a: Record<string, any>",
    "a as any",
    "let a: any[]",
    "export * from './a.ts'",
    "export { a } from './a.ts'",
    "const r = /[\"'/]/; Date.now()",
    "void this.#parts.bus.publish(topic, message)",
    'Deno.dlopen("libc.so.6", {})',
    "Deno.UnsafePointer.create(1n)",
    'if (error.message.startsWith("Cannot use the advice ")) return 2;',
    'const isOptionNamed = error?.message?.includes("--");',
    "error.message.replace(/^Cannot start/, text)",
    "if (/name the interval/.test(error.message)) return;",
    "PATTERN.exec(message)",
    "await fetch(url)",
    "`${share.toFixed(2)} %`",
    'price.toLocaleString("en-US")',
    "new Intl.NumberFormat(locale)",
    "this.#options.fetch(url, { signal })",
  ];
  for (const code of bad) {
    for (const file of ["stock/a.ts", "web/pages/a.tsx"]) {
      strictEqual(findPattern(file, toBareCode(code), FORBIDDEN_CODE).length, 1, code);
    }
  }
  const good = [
    "// Date.now() and console.log are elsewhere",
    "/* setTimeout(f) */ const x = 1;",
    'const text = "console.log and setTimeout";',
    "const a = new Date(atMs);",
    "const a = AbortSignal.any([x])",
    "export { a };",
    "const r = /console.log(x)/;",
    "await bus.publish(topic, message)",
    "new URL(request.url).pathname",
    "escapeControls(error.message)",
    "error.message.slice(0, 300)",
    "PATTERN.test(text)",
    "attempt({ fetch, clock, url })",
    "web.fetch(request)",
  ];
  for (const code of good) {
    deepStrictEqual(findPattern("stock/a.ts", toBareCode(code), FORBIDDEN_CODE), [], code);
  }
  deepStrictEqual(findPattern("core/clock.ts", "Date.now()", FORBIDDEN_CODE), []);
  deepStrictEqual(findPattern("sqlite/sql_error.ts", "pattern.test(message)", FORBIDDEN_CODE), []);
  deepStrictEqual(findPattern("a.ts", "x\n// TODO later", FORBIDDEN_TEXT), [
    "a.ts:2 holds an unfinished thing",
  ]);
  strictEqual(findPattern("a.tsx", "// @ts-ignore", FORBIDDEN_TEXT).length, 1);
});

Deno.test("the rule of paths finds a URL's path taken for a file's, and leaves those of requests alone", () => {
  const bad = [
    'const ROOT = new URL("..", import.meta.url).pathname;',
    "Deno.open(new URL(`a/${name}`, import.meta.url).pathname)",
    "new URL(file, Deno.mainModule).pathname",
    "new URL(name, ROOT).pathname",
  ];
  for (const code of bad) strictEqual(findPattern("a.ts", toBareCode(code), URL_AS_PATH).length, 1, code);
  const good = [
    'fileURLToPath(new URL("..", import.meta.url))',
    "new URL(request.url).pathname",
    'const url = new URL("a", import.meta.url); f(new URL(request.url).pathname);',
  ];
  for (const code of good) deepStrictEqual(findPattern("a.ts", toBareCode(code), URL_AS_PATH), [], code);
});

Deno.test("the rules of names and racks find a camelCase file, a missing contract and a stray list", () => {
  deepStrictEqual(
    findBadNames(["stock/pollLoop.ts", "Stock/a.ts", "stock/a-b.tsx", "stock/a_b2.ts"]).length,
    3,
  );
  deepStrictEqual(findRackFaults(["stock/sources/portfolio.ts", "stock/mod.ts", "web/index.ts"]), [
    "stock/sources/source.ts is missing",
    "stock/sources/mod.ts is missing",
    "stock/sources/README.md is missing",
    "stock/mod.ts is a list outside a rack",
    "web/index.ts is a list outside a rack",
  ]);
});
