import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";

/**
 * The rules of the house as code: who may import whom, which package lives where, what no file may hold.
 * Each rule is a function over plain data, so that the last tests here can show that it finds a breach.
 */

const ROOT = new URL("../", import.meta.url);
const SRC = new URL("src/", ROOT);
const NODE_MODULES = new URL("node_modules/", ROOT);

/** Rooms and the rooms they may import at run time; each also itself. Single files in `src` are rooms too. */
const ROOMS: Readonly<Record<string, readonly string[] | "everything">> = {
  core: [],
  resilience: ["core"],
  calendar: ["core"],
  indicators: ["core"],
  telemetry: ["core"],
  sources: ["core"],
  store: ["core"],
  bus: ["core"],
  commands: ["core"],
  exchanges: ["core", "resilience"],
  fill_models: ["core"],
  notifiers: ["core", "resilience"],
  judges: ["core", "resilience"],
  strategies: ["core", "indicators"],
  poll: ["core", "resilience", "telemetry", "sources", "calendar"],
  market: ["core", "resilience", "telemetry", "exchanges", "calendar"],
  signal: ["core", "resilience", "telemetry", "judges", "bus"],
  paper: ["core", "fill_models"],
  engine: ["core", "resilience", "telemetry", "strategies", "bus", "fill_models", "paper"],
  execution: ["core", "resilience", "telemetry", "exchanges", "bus"],
  web: ["core"],
  bot: ["core", "commands"],
  demo: ["core", "calendar"],
  backtest: ["core", "strategies", "exchanges", "market", "signal", "execution", "fill_models", "paper"],
  "settings.ts": ["core", "exchanges"],
  "env_lines.ts": ["core"],
  "env_file.ts": ["core", "settings.ts", "env_lines.ts"],
  "config.ts": ["core", "settings.ts", "env_file.ts"],
  "instance_lock.ts": ["core", "store"],
  "ccxt_host.ts": ["exchanges"],
  "strategy_host.ts": ["engine"],
  "backtest_worker.ts": "everything",
  "app*.ts": "everything",
  cli: "everything",
  "main.ts": ["cli", "config.ts"],
};

/** What a room may know by `import type` only: the shapes that it shows. */
const VIEW_TYPES: Readonly<Record<string, readonly string[]>> = {
  web: ["poll", "calendar", "market", "signal", "engine", "execution"],
};

/** Racks, the contract of each, and the further files that whoever asks a plug's question may import. */
const RACKS: Readonly<Record<string, { readonly contract: string; readonly shared: readonly string[] }>> = {
  sources: { contract: "source.ts", shared: ["stock_requests.ts"] },
  exchanges: { contract: "exchange.ts", shared: ["ccxt_venues.ts"] },
  fill_models: { contract: "fill_model.ts", shared: [] },
  strategies: { contract: "strategy.ts", shared: [] },
  judges: { contract: "judge.ts", shared: [] },
  notifiers: { contract: "notifier.ts", shared: [] },
  commands: { contract: "command.ts", shared: [] },
};

/** Rooms and files that choose plugs and read the settings; for everybody else a rack is its contract. */
const CHOOSERS = [
  "app*.ts",
  "ccxt_host.ts",
  "cli/",
  "main.ts",
  "engine/strategy_process.ts",
];
const CONFIG_READERS = ["app*.ts", "cli/", "main.ts"];

/** Where a foreign package may be imported. One that is not here may be imported nowhere. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  "hono": ["web/", "demo/"],
  "p-retry": ["resilience/retry.ts"],
  "node:sqlite": ["store/node_driver.ts"],
  "@logtape/logtape": ["telemetry/"],
  "@opentelemetry/api": ["telemetry/spans.ts"],
  "prom-client": ["telemetry/metrics.ts", "telemetry/market_metrics.ts", "telemetry/strategy_metrics.ts"],
  "commander": ["cli/"],
  "ccxt": ["exchanges/ccxt_venues.ts"],
  "uqr": ["cli/qr_code.ts"],
  "lightweight-charts": ["web/pages/chart_library.ts"],
  "zod": [
    ...Object.keys(RACKS).map((rack) => `${rack}/`),
    "config.ts",
    "settings.ts",
    "bus/topics.ts",
    "paper/",
    "engine/",
    "cli/",
    "web/",
    "demo/",
  ],
};

/** Data files outside `src` that the program carries with it, and who may read them in. */
const EMBEDDED: Readonly<Record<string, readonly string[]>> = {
  "deno.json": ["cli/embedded.ts"],
  "holidays.json": ["cli/embedded.ts"],
};

const FORBIDDEN_CODE: readonly {
  readonly what: string;
  readonly pattern: RegExp;
  readonly except: readonly string[];
}[] = [
  { what: "the time of the runtime", pattern: /\bDate\s*\.\s*now\b/, except: ["core/clock.ts"] },
  {
    what: "the time of the runtime",
    pattern: /\bnew\s+Date\s*(\(\s*\)|(?!\s*\())/,
    except: ["core/clock.ts"],
  },
  { what: "the time of the runtime", pattern: /\bTemporal\s*\.\s*Now\b/, except: ["core/clock.ts"] },
  { what: "the time of the runtime", pattern: /\bperformance\s*\.\s*now\b/, except: ["core/clock.ts"] },
  { what: "a timer", pattern: /\bset(Timeout|Interval|Immediate)\b/, except: ["core/clock.ts"] },
  { what: "the console", pattern: /\bconsole\s*[.[]/, except: [] },
  {
    what: "native code",
    pattern: /\bDeno\s*\.\s*(dlopen|Unsafe\w+)/,
    except: ["store/ffi_driver.ts", "store/ffi_library.ts"],
  },
  { what: "the type any", pattern: /[:<,|&]\s*any\b(?!\s*\()|\bas\s+any\b|\bany\s*\[\]/, except: [] },
  { what: "a barrel", pattern: /\bexport\s+(type\s+)?(\*|\{[^}]*\}\s*from\b)/, except: [] },
];

/** Anywhere, tests and tools too: the path of a URL is percent-encoded, so it names no file where a folder is `내 폴더 #1`. */
const URL_AS_PATH: typeof FORBIDDEN_CODE = [
  {
    what: "the path of a URL as if it were one of a file; use fileURLToPath",
    pattern:
      /\bnew\s+URL\s*\([^;]*?(import\s*\.\s*meta|mainModule|\b[A-Z][A-Z_]+\b)[^;]*?\)\s*\.\s*pathname\b/,
    except: [],
  },
];

const FORBIDDEN_TEXT: typeof FORBIDDEN_CODE = [
  { what: "an unfinished thing", pattern: /\b(TODO|FIXME|XXX|HACK)\b/, except: [] },
  { what: "a silenced type check", pattern: /@ts-(ignore|nocheck|expect-error)\b/, except: [] },
  { what: "a silenced lint", pattern: /deno-lint-ignore-file\b/, except: [] },
];

/** One import: `to` is a path below `src`, a path below the root or the name of a package. */
interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly kind: "house" | "data" | "package";
  readonly isTypeOnly: boolean;
}

// ---- reading the house ----

function findFiles(folder: URL, prefix = ""): readonly string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    name === "node_modules"
      ? []
      : isDirectory
      ? findFiles(new URL(`${name}/`, folder), `${prefix}${name}/`)
      : name.endsWith(".ts")
      ? [`${prefix}${name}`]
      : []
  ).toSorted();
}

interface InfoModule {
  readonly specifier: string;
  readonly dependencies?: readonly {
    readonly specifier: string;
    readonly code?: { readonly specifier?: string };
    readonly type?: { readonly specifier?: string };
  }[];
}

/** The exact graph, by `deno info` over a file that imports all of `src`, so that unused files are in it too. */
async function readArrows(files: readonly string[]): Promise<readonly Arrow[]> {
  const entry = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    const lines = files.map((file) => `import ${JSON.stringify(new URL(file, SRC).href)};`);
    await Deno.writeTextFile(entry, lines.join("\n"));
    const config = fileURLToPath(new URL("deno.json", ROOT));
    const { success, stdout, stderr } = await new Deno.Command("deno", {
      args: ["info", "--json", "--no-lock", "--config", config, entry],
    }).output();
    assertTrue(success, new TextDecoder().decode(stderr));
    const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as { modules: readonly InfoModule[] };
    return modules.filter(({ specifier }) => specifier.startsWith(SRC.href)).flatMap(toArrows);
  } finally {
    await Deno.remove(entry);
  }
}

function toArrows({ specifier: from, dependencies = [] }: InfoModule): readonly Arrow[] {
  return dependencies.map(({ specifier, code, type }) => {
    const target = code?.specifier ?? type?.specifier ?? specifier;
    const kind = target.startsWith(SRC.href)
      ? "house"
      : target.startsWith(ROOT.href) && !target.startsWith(NODE_MODULES.href)
      ? "data"
      : "package";
    const to = kind === "house"
      ? target.slice(SRC.href.length)
      : kind === "data"
      ? target.slice(ROOT.href.length)
      : toPackageName(specifier);
    return { from: from.slice(SRC.href.length), to, kind, isTypeOnly: code === undefined };
  });
}

/** `hono/body-limit` and `npm:hono@4` are `hono`; `node:sqlite` stays whole. */
function toPackageName(specifier: string): string {
  if (specifier.startsWith("node:")) return specifier;
  const path = specifier.replace(/^(npm|jsr):\/?/, "").replace(/^(\.{1,2}\/)*node_modules\//, "");
  return /^(@[^/]+\/)?[^/@]+/.exec(path)?.[0] ?? path;
}

/** The code without its comments and without what stands in quotes; line breaks stay where they were. */
function toBareCode(source: string): string {
  const token =
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|(?<=[=(,:;!&|?{}[\n]\s*|\breturn\s+|=>\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`/g;
  return source.replace(token, (text) => {
    // Code inside a template is code too; plain text around it may stay, it is rarely mistaken.
    if (text.startsWith("`") && text.includes("${")) return text;
    return text.replace(/[^\n]/g, " ");
  });
}

// ---- the rules ----

/** The composition root is `app.ts` and the parts that it was split into, `app_….ts`: one room. */
const APP = "app*.ts";
const roomOf = (path: string) => /^app(_[a-z_]+)?\.ts$/.test(path) ? APP : path.split("/")[0] ?? path;
const isIn = (path: string, places: readonly string[]) =>
  places.some((place) =>
    place.endsWith("/") ? path.startsWith(place) : place === APP ? roomOf(path) === APP : path === place
  );
const show = ({ from, to, isTypeOnly }: Arrow) => `${from} → ${to}${isTypeOnly ? " (type)" : ""}`;

function findWrongArrows(arrows: readonly Arrow[]): readonly string[] {
  return arrows.filter(({ from, to, kind, isTypeOnly }) => {
    if (kind !== "house" || roomOf(from) === roomOf(to)) return false;
    const allowed = ROOMS[roomOf(from)] ?? [];
    if (allowed === "everything") return roomOf(to) === "main.ts";
    if (allowed.includes(roomOf(to))) return false;
    return !(isTypeOnly && VIEW_TYPES[roomOf(from)]?.includes(roomOf(to)));
  }).map(show);
}

function findConfigReaders(arrows: readonly Arrow[]): readonly string[] {
  return arrows.filter(({ from, to }) => to === "config.ts" && !isIn(from, CONFIG_READERS)).map(show);
}

function findPlugUsers(arrows: readonly Arrow[]): readonly string[] {
  return arrows.filter(({ from, to, kind }) => {
    const rack = RACKS[roomOf(to)];
    if (kind !== "house" || rack === undefined || roomOf(from) === roomOf(to)) return false;
    return !isIn(from, CHOOSERS) &&
      ![rack.contract, ...rack.shared].includes(to.slice(roomOf(to).length + 1));
  }).map(show);
}

function findForeignPackages(arrows: readonly Arrow[]): readonly string[] {
  return arrows.filter(({ from, to, kind }) => {
    if (kind === "data") return !isIn(from, EMBEDDED[to] ?? []);
    if (kind === "house") return false;
    if (roomOf(from) === "core") return true;
    // The runtime's own modules are no packages, except the one whose traps the driver keeps in.
    if (to.startsWith("node:") && PACKAGES[to] === undefined) return false;
    return !isIn(from, PACKAGES[to] ?? []);
  }).map(show);
}

/** Every ring of imports, named by the files on it; imports of types count, because they tie files together too. */
function findCycles(arrows: readonly Arrow[]): readonly string[] {
  const next = new Map<string, string[]>();
  for (const { from, to, kind } of arrows) {
    if (kind === "house") next.set(from, [...next.get(from) ?? [], to]);
  }
  const done = new Set<string>();
  const cycles: string[] = [];
  const walk = (file: string, path: readonly string[]) => {
    const seenAt = path.indexOf(file);
    if (seenAt !== -1) cycles.push([...path.slice(seenAt), file].join(" → "));
    if (seenAt !== -1 || done.has(file)) return;
    for (const to of next.get(file) ?? []) walk(to, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) walk(file, []);
  return cycles;
}

function findPattern(file: string, text: string, rules: typeof FORBIDDEN_CODE): readonly string[] {
  return rules.filter(({ except }) => !isIn(file, except)).flatMap(({ what, pattern }) => {
    const at = text.search(pattern);
    return at === -1 ? [] : [`${file}:${text.slice(0, at).split("\n").length} holds ${what}`];
  });
}

function findBadNames(files: readonly string[]): readonly string[] {
  const snakeCase = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
  return files.filter((file) => file.replace(/\.ts$/, "").split("/").some((part) => !snakeCase.test(part)));
}

function findRackFaults(files: readonly string[]): readonly string[] {
  const present = new Set(files);
  const racks = Object.entries(RACKS).filter(([rack]) => files.some((file) => file.startsWith(`${rack}/`)));
  const missing = racks.flatMap(([rack, { contract }]) =>
    [`${rack}/${contract}`, `${rack}/mod.ts`].filter((file) => !present.has(file)).map((file) =>
      `${file} is missing`
    )
  );
  const strays = files.filter((file) =>
    /(^|\/)(mod|index)\.ts$/.test(file) && !racks.some(([rack]) => file === `${rack}/mod.ts`)
  );
  return [...missing, ...strays.map((file) => `${file} is a list outside a rack`)];
}

// ---- the house against the rules ----

const FILES = findFiles(SRC);
const TEXTS = new Map(FILES.map((file) => [file, Deno.readTextFileSync(new URL(file, SRC))]));
const ARROWS = await readArrows(FILES);

Deno.test("the import graph is the whole house", () => {
  assertTrue(FILES.length >= 60, `${FILES.length} files`);
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

Deno.test("nobody but cli, the composition root and main.ts imports config.ts", () => {
  deepStrictEqual(findConfigReaders(ARROWS), []);
});

Deno.test("mechanisms import a rack's contract and never its plugs or its list", () => {
  deepStrictEqual(findPlugUsers(ARROWS), []);
});

Deno.test("foreign packages and carried data are imported at their boundary only", () => {
  deepStrictEqual(findForeignPackages(ARROWS), []);
});

Deno.test("no import leads back to where it came from", () => deepStrictEqual(findCycles(ARROWS), []));

Deno.test("files and folders are named in snake_case", () => {
  deepStrictEqual(findBadNames(FILES), []);
  deepStrictEqual(findBadNames(findFiles(new URL("tests/", ROOT))), []);
});

Deno.test("every rack has its contract and its list, and there is no other list", () => {
  deepStrictEqual(findRackFaults(FILES), []);
});

Deno.test("main.ts has at most 60 lines", () => {
  assertTrue((TEXTS.get("main.ts") ?? "").split("\n").length <= 61);
});

Deno.test("nobody asks the runtime for the time, a timer or the console, uses any or makes a barrel", () => {
  const found = [...TEXTS].flatMap(([file, text]) => findPattern(file, toBareCode(text), FORBIDDEN_CODE));
  deepStrictEqual(found, []);
});

Deno.test("nobody takes the path of a URL for the path of a file", () => {
  const found = ["src/", "tests/", ".ci/"].flatMap((folder) =>
    findFiles(new URL(folder, ROOT)).flatMap((file) =>
      findPattern(
        `${folder}${file}`,
        toBareCode(Deno.readTextFileSync(new URL(folder + file, ROOT))),
        URL_AS_PATH,
      )
    )
  );
  deepStrictEqual(found, []);
});

Deno.test("no file holds an unfinished thing or silences a check", () => {
  deepStrictEqual([...TEXTS].flatMap(([file, text]) => findPattern(file, text, FORBIDDEN_TEXT)), []);
});

// ---- the rules against invented breaches ----

const arrow = (from: string, to: string, change: Partial<Arrow> = {}): Arrow => ({
  from,
  to,
  kind: "house",
  isTypeOnly: false,
  ...change,
});
const toPackage = (from: string, to: string) => arrow(from, to, { kind: "package" });

Deno.test("the table of rooms refuses arrows upwards, sideways and to a value where only a type may be known", () => {
  const wrong = [
    arrow("core/kst.ts", "calendar/session.ts"),
    arrow("core/kst.ts", "calendar/session.ts", { isTypeOnly: true }),
    arrow("telemetry/events.ts", "resilience/retry.ts"),
    arrow("store/store.ts", "sources/source.ts"),
    arrow("poll/poll_loop.ts", "store/store.ts"),
    arrow("web/health.ts", "poll/freshness.ts"),
    arrow("web/health.ts", "store/store.ts", { isTypeOnly: true }),
    arrow("demo/fault_desk.ts", "poll/poll_loop.ts"),
    arrow("app.ts", "main.ts"),
    arrow("main.ts", "app.ts"),
    arrow("unknown/file.ts", "core/kst.ts"),
  ];
  deepStrictEqual(findWrongArrows(wrong), wrong.map(show));
  const right = [
    arrow("poll/poll_loop.ts", "calendar/session.ts"),
    arrow("web/health.ts", "poll/freshness.ts", { isTypeOnly: true }),
    arrow("cli/start.ts", "app.ts"),
    arrow("core/kst.ts", "core/text.ts"),
  ];
  deepStrictEqual(findWrongArrows(right), []);
});

Deno.test("the other rules of imports find a reader of config.ts, a user of a plug and a foreign package", () => {
  strictEqual(findConfigReaders([arrow("poll/a.ts", "config.ts", { isTypeOnly: true })]).length, 1);
  strictEqual(findConfigReaders([arrow("cli/a.ts", "config.ts")]).length, 0);
  const plugs = [arrow("poll/a.ts", "sources/portfolio.ts"), arrow("poll/a.ts", "sources/mod.ts")];
  deepStrictEqual(findPlugUsers(plugs), plugs.map(show));
  deepStrictEqual(
    findPlugUsers([arrow("poll/a.ts", "sources/source.ts"), arrow("app.ts", "sources/mod.ts")]),
    [],
  );
  const foreign = [
    toPackage("poll/a.ts", "hono"),
    toPackage("poll/a.ts", "p-retry"),
    toPackage("store/store.ts", "node:sqlite"),
    toPackage("poll/a.ts", "@logtape/logtape"),
    toPackage("web/a.ts", "prom-client"),
    toPackage("poll/a.ts", "@opentelemetry/api"),
    toPackage("app.ts", "commander"),
    toPackage("calendar/a.ts", "zod"),
    toPackage("core/a.ts", "zod"),
    toPackage("core/a.ts", "node:crypto"),
    toPackage("cli/a.ts", "left-pad"),
    arrow("app.ts", "holidays.json", { kind: "data" }),
  ];
  deepStrictEqual(findForeignPackages(foreign), foreign.map(show));
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

Deno.test("the rule of cycles finds a ring of two, of three and of one", () => {
  deepStrictEqual(findCycles([arrow("a/x.ts", "a/y.ts"), arrow("a/y.ts", "a/x.ts")]), [
    "a/x.ts → a/y.ts → a/x.ts",
  ]);
  strictEqual(findCycles([arrow("a", "b"), arrow("b", "c"), arrow("c", "a"), arrow("c", "d")]).length, 1);
  strictEqual(findCycles([arrow("a", "a")]).length, 1);
  strictEqual(findCycles([arrow("a", "b"), arrow("a", "c"), arrow("b", "d"), arrow("c", "d")]).length, 0);
});

Deno.test("the rules of code find what they forbid, and do not mistake words in comments and quotes for it", () => {
  const bad = [
    "const a = Date.now();",
    "f(Date.now)",
    "const a = new Date();",
    "const a = new Date;",
    "performance.now()",
    'Deno.dlopen("libc.so.6", {})',
    "Deno.UnsafePointer.create(1n)",
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
  ];
  for (const code of bad) {
    strictEqual(findPattern("poll/a.ts", toBareCode(code), FORBIDDEN_CODE).length, 1, code);
  }
  const good = [
    "// Date.now() and console.log are elsewhere",
    "/* setTimeout(f) */ const x = 1;",
    'const text = "console.log and setTimeout";',
    "const a = new Date(atMs);",
    "const a = AbortSignal.any([x])",
    "export { a };",
    "const r = /console.log(x)/;",
  ];
  for (const code of good) {
    deepStrictEqual(findPattern("poll/a.ts", toBareCode(code), FORBIDDEN_CODE), [], code);
  }
  deepStrictEqual(findPattern("core/clock.ts", "Date.now()", FORBIDDEN_CODE), []);
  deepStrictEqual(findPattern("a.ts", "x\n// TODO later", FORBIDDEN_TEXT), [
    "a.ts:2 holds an unfinished thing",
  ]);
  strictEqual(findPattern("a.ts", "// @ts-ignore", FORBIDDEN_TEXT).length, 1);
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
  deepStrictEqual(findBadNames(["poll/pollLoop.ts", "Poll/a.ts", "poll/a-b.ts", "poll/a_b2.ts"]).length, 3);
  deepStrictEqual(findRackFaults(["sources/portfolio.ts", "poll/mod.ts", "web/index.ts"]), [
    "sources/source.ts is missing",
    "sources/mod.ts is missing",
    "poll/mod.ts is a list outside a rack",
    "web/index.ts is a list outside a rack",
  ]);
});
