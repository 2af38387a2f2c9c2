import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { ABSENT_DOORS, NAMED_DOORS, OPEN_DOORS } from "../../src/strategies/walls/doors.ts";
import { candleAt, toHostCommand } from "./engine_parts.ts";
import { toFile, type Tried, tryFile } from "./walls_parts.ts";
import { OTHER_GLOBALS } from "./walls_globals.ts";

const MEMORY = /keeps nothing from run to run; what a restart must not lose is returned by save\(\)/;
const THREAD = /works alone, in one thread/;
const NETWORK = /has no network; what it may know comes with its candles/;
const WAITING = /called at each candle and answers at once; count candles instead of waiting/;
const CHANCE = /use Math\.random\(\), which gives the same numbers at the same candle in every run/;
const CLOCK = /use candle\.openTimeMs, or Date\.now\(\), which is the end of the candle/;
const CODE = /its code is its one file, and no text is run as code/;
const MACHINE = /knows nothing of the machine that it runs on/;
const FROZEN =
  /read only property|not extensible|Cannot redefine property|Cannot delete property|belongs to everybody|read-only/;
const LANGUAGE = /given candles and its own fills, and works on them with the language alone/;

/** What is tried within `onCandle`, and what it is told. */
const TRIES: readonly (readonly [string, RegExp])[] = [
  ['caches.open("x")', MEMORY],
  ["new Cache()", MEMORY],
  ['localStorage.setItem("future", "1")', MEMORY],
  ['localStorage.future = "1"', MEMORY],
  ['globalThis["local" + "Storage"].getItem("future")', MEMORY],
  ['sessionStorage.getItem("future")', MEMORY],
  ['indexedDB.open("x")', MEMORY],
  ['new Worker("data:text/javascript,for(;;);", { type: "module" })', THREAD],
  ['new SharedWorker("data:text/javascript,1")', THREAD],
  ['new BroadcastChannel("x")', THREAD],
  ["new MessageChannel()", THREAD],
  ["new SharedArrayBuffer(4)", THREAD],
  ["Atomics.wait(new Int32Array(4), 0, 0, 1)", THREAD],
  ["new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })", THREAD],
  ['fetch("http://127.0.0.1:1")', NETWORK],
  ['new WebSocket("ws://127.0.0.1:1")', NETWORK],
  ['new EventSource("http://127.0.0.1:1")', NETWORK],
  ['new Request("http://127.0.0.1:1")', NETWORK],
  ["setTimeout(() => {}, 0)", WAITING],
  ["setInterval(() => {}, 1)", WAITING],
  ["setImmediate(() => {})", WAITING],
  ["queueMicrotask(() => {})", WAITING],
  ["crypto.getRandomValues(new Uint8Array(1))", CHANCE],
  ["crypto.randomUUID()", CHANCE],
  ["performance.now()", CLOCK],
  ["performance.timeOrigin", CLOCK],
  ["new WeakRef({}).deref()", /depend on when memory is cleared; use a Map/],
  ["new FinalizationRegistry(() => {})", /depend on when memory is cleared; use a Map/],
  ['eval("1")', CODE],
  ['(0, eval)("1")', CODE],
  ['new Function("return 1")()', CODE],
  ['(() => {}).constructor("return 1")()', CODE],
  ['Object.getPrototypeOf(async () => {}).constructor("return 1")()', CODE],
  ['Object.getPrototypeOf(function* () {}).constructor("yield 1")()', CODE],
  ['Object.getPrototypeOf(async function* () {}).constructor("yield 1")()', CODE],
  ['globalThis.constructor.constructor("return this")()', CODE],
  ['class Maker extends Function {}; new Maker("return 1")', CODE],
  ['Reflect.construct(Function, ["return 1"])', CODE],
  ['Deno.readTextFileSync("/etc/hostname")', MACHINE],
  ['Deno.writeTextFileSync("/tmp/signal_v2_spy", "x")', MACHINE],
  ['Deno.openKv(":memory:")', MACHINE],
  ['Deno.cron("x", "* * * * *", () => {})', MACHINE],
  ["Deno[Deno.internal]", MACHINE],
  ['Deno.env.get("HOME")', MACHINE],
  ['new Deno.Command("true").outputSync()', MACHINE],
  ["Deno.listen({ port: 0 })", MACHINE],
  ["Deno.hostname()", MACHINE],
  ['Deno.dlopen("libc.so.6", {})', MACHINE],
  ["Deno.stdout.writeSync(new Uint8Array(1))", MACHINE],
  ["Deno.exit(0)", MACHINE],
  ["Deno.permissions.requestSync({ name: 'net' })", MACHINE],
  ["Object.keys(Deno)", MACHINE],
  ['"exit" in Deno', MACHINE],
  ["process.exit(0)", MACHINE],
  ['process.binding("fs")', MACHINE],
  ['process.getBuiltinModule("node:vm")', MACHINE],
  ['Buffer.from("x")', MACHINE],
  ["self.Deno", MACHINE],
  ["new AbortController().signal", LANGUAGE],
  ['new Event("x").timeStamp', LANGUAGE],
  ['new File([], "x").lastModified', LANGUAGE],
  ['URL.createObjectURL(new Blob(["1"]))', LANGUAGE],
  ["Array.prototype.push = () => 0", FROZEN],
  ['Object.defineProperty(Array.prototype, "future", { value: 1 })', FROZEN],
  ["Object.prototype.future = 1", FROZEN],
  ["Object.prototype.toString = () => 'x'", FROZEN],
  ["Object.setPrototypeOf(Map.prototype, {})", FROZEN],
  ["delete Math.max", FROZEN],
  ["JSON.stringify = () => '{}'", FROZEN],
  ["Math.random = () => 0.5", FROZEN],
  ["Date.now = () => 0", FROZEN],
  ["globalThis.future = 1", FROZEN],
  ["globalThis.Deno = {}", FROZEN],
  ["Object.getPrototypeOf(function* () {}).prototype.next = () => 1", FROZEN],
  ["indicators.Sma.prototype.add = () => 1", FROZEN],
  ["indicators.future = 1", FROZEN],
  ["heldAfter.future = 1", FROZEN],
  ["console.future = 1", FROZEN],
  ["look.candle.close = 1", FROZEN],
];

const ATTEMPTS = TRIES.map(([code]) =>
  `() => { ${code.startsWith("class ") ? code.replace("; ", "; return ") : `return (${code})`}; }`
);

/** All of them in one process; the test that is first waits for it. */
let tried: Promise<Tried> | undefined;
const tryAll = () =>
  tried ??= tryFile(toFile({
    onCandle: `
        said = [${ATTEMPTS.join(",\n")}].map((attempt) => {
          try {
            const value = attempt();
            return "worked: " + typeof value;
          } catch (error) {
            return error.message;
          }
        });`,
  }));

for (const [i, [code, told]] of TRIES.entries()) {
  Deno.test(`a strategy that tries ${code} is refused with a sentence`, async () => {
    const { opened, said } = await tryAll();
    strictEqual(opened.kind, "open", JSON.stringify(opened));
    match((said as readonly string[])[i] ?? "", told);
  });
}

/** What remains must do what it is for: each is true. */
const WORKS: readonly string[] = [
  "Date.now() === look.candle.openTimeMs + 60000",
  "new Date().getTime() === Date.now()",
  "new Date(5).getTime() === 5 && new Date(2026, 0).getFullYear() === 2026",
  "new Date() instanceof Date && Date() === new Date().toString()",
  "new (new Date().constructor)().getTime() === Date.now()",
  "new (class Mine extends Date {})() instanceof Date",
  'Date.parse("2026-11-20T00:00:00Z") === Date.UTC(2026, 10, 20)',
  "Temporal.Now.instant().epochMilliseconds === Date.now()",
  'Temporal.Now.zonedDateTimeISO().timeZoneId === "Asia/Seoul"',
  "Temporal.Now.plainDateISO().toString() === '2026-11-20'",
  'new Intl.DateTimeFormat("en", { year: "numeric" }).format() === "2026"',
  'new Intl.DateTimeFormat("en", { year: "numeric" }).formatToParts()[0].value === "2026"',
  '[1].map(new Intl.DateTimeFormat("en", { year: "numeric", timeZone: "UTC" }).format)[0] === "1970"',
  "Math.random() < 1 && Math.random() !== Math.random()",
  "class Mine extends Error { constructor() { super('x'); this.name = 'Mine'; } }; new Mine().name === 'Mine'",
  "class Mine extends TypeError { constructor() { super('x'); this.message = 'y'; } }; new Mine().message === 'y'",
  "class Mine {}; const it = new Mine(); it.toString = () => 'mine'; it.constructor = 1; `${it}` === 'mine'",
  "class Mine extends Array {}; Mine.from([1]).map((one) => one) instanceof Mine",
  "class Mine extends indicators.Sma {}; new Mine(2) instanceof indicators.Sma",
  "(() => {}) instanceof Function && Function.prototype.call.name === 'call'",
  "structuredClone(new Map([[1, { a: 1 }]])).get(1).a === 1",
  'atob(btoa("x")) === "x" && new TextDecoder().decode(new TextEncoder().encode("가")) === "가"',
  'z.object({ a: z.number().default(1), b: z.array(z.string()) }).parse({ b: ["x"] }).a === 1',
  'z.object({ a: z.number() }).safeParse({ a: "x" }).success === false',
  'JSON.stringify(new Set([...[3, 1, 2].toSorted()]).values().toArray()) === "[1,2,3]"',
  'console.log("noted", new Map([[1, 2]])) === undefined && typeof console.table === "function"',
  "RegExp.$1 === undefined && RegExp.lastMatch === undefined",
  "/(\\d)/.exec('a1')[1] === '1'",
  'typeof Deno === "function" && typeof navigator === "undefined"',
  "Object.getPrototypeOf(globalThis)?.addEventListener === undefined",
];

Deno.test("what a strategy usually writes works behind the walls", async () => {
  const checks = WORKS.map((code) => {
    const at = code.lastIndexOf("; ");
    return at === -1 ? `() => (${code})` : `() => { ${code.slice(0, at)}; return ${code.slice(at + 2)}; }`;
  });
  const { opened, said } = await tryFile(toFile({
    onCandle: `
        said = [${checks.join(",\n")}].map((check) => {
          try {
            return check();
          } catch (error) {
            return error.message;
          }
        });`,
  }));
  strictEqual(opened.kind, "open", JSON.stringify(opened));
  deepStrictEqual(
    (said as readonly unknown[]).flatMap((one, i) => one === true ? [] : [`${WORKS[i]}: ${String(one)}`]),
    [],
  );
});

const WHOLE_FILES: readonly (readonly [string, string, RegExp])[] = [
  [
    "imports Node's modules",
    'import vm from "node:vm";',
    /tries\.ts: line 1 takes in other code, and a strategy is one file/,
  ],
  [
    "imports a text as code when it is loaded",
    '\nawait import("data:text/javascript,export default 1");',
    /line 2 takes in other code/,
  ],
  ["imports a package", 'import "npm:left-pad";', /line 1 takes in other code/],
  ["imports from the network", 'import "https://example.invalid/a.ts";', /line 1 takes in other code/],
  ["hands on what comes from elsewhere", 'export * from "node:vm";', /line 1 takes in other code/],
  ["asks for the time while it is loaded", "const began = Date.now();", /no time before its first candle/],
  [
    "waits while it is loaded",
    "await new Promise((done) => setTimeout(done, 1));",
    /count candles instead of waiting/,
  ],
  ["keeps something while it is loaded", 'localStorage.setItem("a", "b");', MEMORY],
  ["changes what everybody uses while it is loaded", "Array.prototype.map = () => [];", FROZEN],
];

for (const [what, before, told] of WHOLE_FILES) {
  Deno.test(`a file that ${what} is not opened, and is told why`, async () => {
    const { opened } = await tryFile(toFile({ before, onCandle: "" }));
    match(opened.kind === "refused" ? opened.problem : "it was opened", told);
  });
}

Deno.test("a file with an import of types alone is opened: they vanish before it runs", async () => {
  const before = 'import type { Strategy } from "file:///nowhere/strategy.ts";';
  strictEqual((await tryFile(toFile({ before, onCandle: "" }))).opened.kind, "open");
});

Deno.test("a strategy finds in its realm what is on the list of open doors, and behind all other names a sentence", async () => {
  const { said } = await tryFile(toFile({
    onCandle: `
        said = Reflect.ownKeys(globalThis).map((name) => {
          if (typeof name === "symbol") return [String(name), "open"];
          const value = Object.getOwnPropertyDescriptor(globalThis, name).value;
          try {
            if (typeof value === "function") value.length;
            return [name, "open"];
          } catch (error) {
            return [name, error.message];
          }
        });`,
  }));
  const found = said as readonly (readonly [string, string])[];
  assertTrue(found.length > 100, `${found.length}`);
  for (const [name, told] of found) {
    if (OPEN_DOORS.has(name) || name.startsWith("Symbol(")) strictEqual(told, "open", name);
    else match(told, /^A strategy cannot use \w+: \w/, `${name} is open and on no list`);
  }
});

Deno.test("every name that this Deno has is open, closed with a sentence of its own, or known to be closed with the general one", async () => {
  const code = "console.log(JSON.stringify(Object.getOwnPropertyNames(globalThis)))";
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["eval", "--no-config", code] })
    .output();
  const names: readonly string[] = JSON.parse(new TextDecoder().decode(stdout));
  assertTrue(names.includes("Deno") && names.includes("process"), "these are not its names");
  const known = new Set([...OPEN_DOORS, ...ABSENT_DOORS, ...NAMED_DOORS, ...OTHER_GLOBALS]);
  deepStrictEqual(names.filter((name) => !known.has(name)), [], "decide about these in walls/doors.ts");
});

Deno.test("what the runtime keeps on the global object under symbols is frozen: nobody listens to its events", async () => {
  const { said } = await tryFile(toFile({
    onCandle: `
        const all = [];
        const search = (value) => {
          if (typeof value !== "object" || value === null) return;
          if (!Object.isFrozen(value)) all.push(Object.keys(value).join(" "));
          for (const name of Reflect.ownKeys(value)) if (value[name] !== value) search(value[name]);
        };
        for (const symbol of Object.getOwnPropertySymbols(globalThis)) search(globalThis[symbol]);
        said = all;`,
  }));
  deepStrictEqual(said, []);
});

/** Opens the file in a process, lets it go after its answer, and reads how it ended. */
async function endOf(code: string) {
  const dir = await Deno.makeTempDir({ prefix: "signal_v2_walls_" });
  try {
    const path = `${dir}/tries.ts`;
    await Deno.writeTextFile(path, code);
    const { program, args } = toHostCommand({
      command: "strategy-host",
      args: ["tries.ts", path],
      allowRead: [path],
      v8Flags: ["max-semi-space-size=1"],
    });
    const child = new Deno.Command(program, {
      args: [...args],
      ...{ stdin: "piped", stdout: "piped", stderr: "piped" },
    }).spawn();
    const input = child.stdin.getWriter();
    await input.write(new TextEncoder().encode('{"id":1,"ask":{"op":"open","params":{},"interval":"1m"}}\n'));
    let said = "";
    for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
      said += chunk;
      if (said.includes('"answer"')) await input.close().catch(() => {});
    }
    const err = await new Response(child.stderr).text();
    return { said, err, code: (await child.status).code };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("the process of a strategy ends in order when it is let go", async () => {
  const { said, err, code } = await endOf(toFile({ onCandle: "" }));
  match(said, /"kind":"open"/);
  deepStrictEqual([code, err], [0, ""]);
});

Deno.test("of a promise that nobody caught the process of a strategy says what it was", async () => {
  const { err, code } = await endOf(
    toFile({ before: 'Promise.reject(new Error("caught by nobody"));', onCandle: "" }),
  );
  strictEqual(code, 1);
  match(err, /Uncaught \(in promise\).* Error: caught by nobody/);
});

Deno.test("two strategies do not see each other: what one leaves everywhere, another finds nowhere", async () => {
  const leave = `
        const tries = [
          () => globalThis.future = 1,
          () => Object.prototype.future = 1,
          () => { z.future = 1; },
          () => { z.globalRegistry.add(z.string(), { future: 1 }); },
          () => { z.config({ future: 1 }); },
          () => { look.candle.future = 1; },
        ];
        for (const attempt of tries) try { attempt(); } catch {}
        said = true;`;
  const find = `
        said = [globalThis.future, {}.future, z.future, z.config().future, look.candle.future, z.globalRegistry._idmap?.size]
          .filter((one) => one !== undefined && one !== 0);`;
  strictEqual((await tryFile(toFile({ onCandle: leave }))).said, true);
  deepStrictEqual((await tryFile(toFile({ onCandle: find }))).said, []);
});

Deno.test("the same candles give the same time and chance in another process, however many came before", async () => {
  const draw = "said = [Date.now(), Math.random(), Math.random()];";
  const [once, again] = [
    await tryFile(toFile({ onCandle: draw }), { candles: 3 }),
    await tryFile(toFile({ onCandle: draw, before: "const drawn = [Math.random(), Math.random()];" }), {
      candles: 3,
    }),
  ];
  deepStrictEqual(again.said, once.said);
  strictEqual((once.said as readonly number[])[0], candleAt(3).openTimeMs);
});
