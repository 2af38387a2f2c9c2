import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { type Start, STARTED_AS, toCommand, toCommandOf } from "../../src/core/command_text.ts";

const PROJECT: Start = {
  mainModule: "file:///home/me/signal-v2/src/main.ts",
  cwd: "/home/me/signal-v2",
  execPath: "/usr/local/bin/deno",
  denoVersion: "2.9.6",
  startedAs: undefined,
  isStandalone: false,
  isWindows: false,
  mayEverything: false,
};
const WINDOWS: Start = {
  ...PROJECT,
  mainModule: "file:///C:/Program%20Files/s/signal-v2.js",
  cwd: "C:\\Program Files\\s",
  execPath: "C:\\Program Files\\s\\deno.exe",
  isWindows: true,
};
const told = (change: Partial<Start>, ...words: readonly string[]) =>
  toCommandOf({ ...PROJECT, ...change }, words);

Deno.test("a command is told as the task that runs it, through npx when Deno came from there", () => {
  strictEqual(told({}, "doctor"), "deno task doctor");
  strictEqual(told({}, "backtest", "list"), "deno task cli backtest list");
  const execPath = "/home/me/.npm/_npx/0a1b/node_modules/deno/deno";
  strictEqual(told({ execPath }, "start"), "npx -y deno@2.9.6 task start");
  strictEqual(told({ execPath }, "config"), "npx -y deno@2.9.6 task cli config");
  strictEqual(
    told(
      { execPath: "C:\\Users\\me\\AppData\\Local\\npm-cache\\_npx\\0a\\node_modules\\deno\\deno.exe" },
      "demo",
    ),
    "npx -y deno@2.9.6 task demo",
  );
});

Deno.test("a command is told as `deno run` when the program runs from another folder, whose data a task would miss", () => {
  const elsewhere = { cwd: "/srv/my data" };
  strictEqual(told(elsewhere, "doctor"), "deno run /home/me/signal-v2/src/main.ts doctor");
  strictEqual(
    told({ ...elsewhere, mayEverything: true }, "doctor"),
    "deno run -A /home/me/signal-v2/src/main.ts doctor",
  );
});

Deno.test("a command of the package is told as it was called, or as its script beside the program", () => {
  const mainModule = "file:///opt/signal-v2/signal-v2.js";
  strictEqual(told({ mainModule, startedAs: "signal-v2" }, "doctor"), "signal-v2 doctor");
  strictEqual(
    told({ mainModule, startedAs: "/mnt/my usb/signal-v2" }, "doctor"),
    "'/mnt/my usb/signal-v2' doctor",
  );
  strictEqual(told({ mainModule, cwd: "/opt/signal-v2" }, "doctor"), "./signal-v2 doctor");
  strictEqual(told({ mainModule, cwd: "/" }, "doctor"), "/opt/signal-v2/signal-v2 doctor");
  strictEqual(toCommandOf(WINDOWS, ["doctor"]), ".\\signal-v2.bat doctor");
  strictEqual(
    toCommandOf({ ...WINDOWS, cwd: "C:\\" }, ["doctor"]),
    '"C:/Program Files/s/signal-v2.bat" doctor',
  );
});

Deno.test("a command of the executable names the executable", () => {
  const standalone = {
    isStandalone: true,
    execPath: "/opt/bin/signal-v2",
    mainModule: "file:///tmp/x/src/main.ts",
  };
  strictEqual(told({ ...standalone, cwd: "/opt/bin" }, "once"), "./signal-v2 once");
  strictEqual(told({ ...standalone, cwd: "/" }, "once"), "/opt/bin/signal-v2 once");
});

Deno.test("a word that a shell would take apart is quoted", () => {
  const words = [
    "a b",
    "it's",
    "$HOME",
    "C:\\x",
    "2026-11-20T09:00:00+09:00",
    "upbit:BTC/KRW",
    "-",
    '{"a":1}',
    "",
  ];
  deepStrictEqual(words.map((word) => told({}, word).slice("deno task cli ".length)), [
    "'a b'",
    "'it'\\''s'",
    "'$HOME'",
    "'C:\\x'",
    "2026-11-20T09:00:00+09:00",
    "upbit:BTC/KRW",
    "-",
    `'{"a":1}'`,
    "''",
  ]);
  strictEqual(
    toCommandOf(WINDOWS, ["restore", "C:\\my data\\x.db"]),
    '.\\signal-v2.bat restore "C:\\my data\\x.db"',
  );
});

Deno.test("a command of this very process is told as its start script says that it was called", () => {
  const before = Deno.env.get(STARTED_AS);
  try {
    Deno.env.set(STARTED_AS, "./here/signal-v2");
    strictEqual(toCommand("doctor"), "./here/signal-v2 doctor");
    Deno.env.set(STARTED_AS, "");
    strictEqual(toCommand("doctor").startsWith("./here"), false);
  } finally {
    if (before === undefined) Deno.env.delete(STARTED_AS);
    else Deno.env.set(STARTED_AS, before);
  }
});
