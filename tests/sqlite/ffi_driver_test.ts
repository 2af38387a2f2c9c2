import assert from "node:assert/strict";
import fc from "fast-check";
import { UserError } from "../../src/core/errors.ts";
import { chooseDriver, openDatabase } from "../../src/sqlite/driver.ts";
import { createFfiDriver } from "../../src/sqlite/ffi_driver.ts";
import { NODE_DRIVER } from "../../src/sqlite/node_driver.ts";
import { guardDatabase, type SqlValue } from "../../src/sqlite/sql.ts";
import { SqlError } from "../../src/sqlite/sql_error.ts";
import { createHome, flagsOf, runProgram } from "../support/program.ts";
import { DRIVER_FLAGS, IS_FFI } from "../support/sqlite.ts";
import { startBuiltInChild, startChild } from "./child.ts";
import { makeTempDir } from "./temp_store.ts";

/** Tests that load native code: they run in `deno task test:ffi` only. */
const native = (name: string, fn: () => void | Promise<void>) =>
  Deno.test({ name, ignore: !IS_FFI, sanitizeResources: false, fn });

const LIBRARY = Deno.env.get("SIGNAL_V2_SQLITE_LIBRARY");

const value: fc.Arbitrary<SqlValue> = fc.oneof(
  fc.constant(null),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.string({ unit: "binary", maxLength: 40 }).map((text) => text.replaceAll("\0", "")),
  fc.uint8Array({ maxLength: 80 }),
);

/** Nothing that makes text of a number or a number of text: there two versions of SQLite differ in the last digit. */
const STATEMENTS = [
  "SELECT ?, typeof(?)",
  "INSERT INTO strict VALUES (?, ?) ON CONFLICT (a) DO UPDATE SET b = excluded.b",
  "INSERT INTO loose VALUES (?, ?)",
  "SELECT a, b, typeof(a), typeof(b) FROM strict WHERE a IS NOT ? ORDER BY a, ?",
  "SELECT a, b, typeof(a) FROM loose WHERE a >= ? OR b = ? ORDER BY rowid",
  "DELETE FROM loose WHERE a = ? AND b < ?",
  "SELECT ? + ?",
  "SELECT max(a), max(?, ?) FROM strict",
];

native("the library through FFI answers as the built-in SQLite, whatever is stored and read", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...STATEMENTS), value, value), { maxLength: 20 }),
      (steps) => {
        const drivers = [NODE_DRIVER, createFfiDriver(LIBRARY)];
        const [builtIn, ffi] = drivers.map((driver) => {
          const db = guardDatabase(() => driver.open(":memory:", "write"));
          db.exec(
            "CREATE TABLE strict (a INTEGER PRIMARY KEY, b ANY) STRICT; CREATE TABLE loose (a, b)",
          );
          const said = steps.map(([sql, ...params]) => answerOf(() => db.prepare(sql).rows(...params)));
          db.close();
          return said;
        });
        assert.deepEqual(ffi, builtIn);
      },
    ),
    { numRuns: 300 },
  );
});

/** Rows, or what kind of error it was: the sentences of two versions of SQLite may differ. */
function answerOf(work: () => SqlValue[][]): unknown {
  try {
    return work().map((row) => row.map((one) => one instanceof Uint8Array ? Array.from(one) : one));
  } catch (error) {
    return error instanceof SqlError ? error.kind : String(error);
  }
}

native(
  "processes over both, the library and the built-in SQLite, share a file: each signal has one winner",
  async () => {
    using dir = makeTempDir();
    const children = ["1", "3", "7", "9"].map((stride, i) =>
      (i % 2 === 0 ? startChild : startBuiltInChild)("race", dir.path, "500", stride)
    );
    for (const one of children) assert.equal(await one.next(), "ready");
    await Promise.all(children.map((one) => one.go()));
    const lines = (await Promise.all(children.map((one) => one.rest()))).flat();
    for (const one of children) await one[Symbol.asyncDispose]();
    const won = lines.filter((line) => line.startsWith("won ")).flatMap((line) => line.split(" ").slice(1))
      .filter((ticker) => ticker !== "");
    assert.deepEqual(lines.filter((line) => line.startsWith("lost ")), []);
    assert.deepEqual([won.length, new Set(won).size], [500, 500]);
  },
);

native("a statement that nobody keeps is given back to SQLite", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--quiet",
      "--v8-flags=--expose-gc",
      ...DRIVER_FLAGS,
      child("forgotten_child.ts"),
    ],
    stderr: "inherit",
  }).output();
  assert.equal(new TextDecoder().decode(stdout), "1\n", "only the statement that counts is left");
});

native("statements and connections that were closed are refused also without the guard around them", () => {
  const raw = createFfiDriver(LIBRARY).open(":memory:", "write");
  const select = raw.prepare("SELECT 1");
  assert.deepEqual(select.all([]), [[1]]);
  raw.close();
  raw.close();
  for (
    const use of [
      () => select.all([]),
      () => select.run([]),
      () => raw.exec("SELECT 1"),
      () => raw.prepare("SELECT 1"),
    ]
  ) {
    assert.throws(use, /the database is closed/);
  }
});

native("files beyond the rights of the program are refused, although native code could reach them", () => {
  using dir = makeTempDir();
  const code = `import { createFfiDriver } from ${JSON.stringify(child("../../src/sqlite/ffi_driver.ts"))};
    const driver = createFfiDriver(${JSON.stringify(LIBRARY)});
    for (const path of [Deno.args[0] + "/in.db", Deno.args[0] + "/../out.db"]) {
      try { driver.open(path).close(); console.log("opened"); } catch (error) { console.log(error.kind); }
    }
    try { driver.open(Deno.args[0] + "/in.db").exec("ATTACH '/tmp/x.db' AS x"); } catch (error) { console.log(error.message); }`;
  const script = `${dir.path}/script.ts`;
  Deno.writeTextFileSync(script, code);
  const { stdout, stderr } = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--quiet",
      "--no-config",
      "--allow-ffi",
      `--allow-read=${dir.path}`,
      `--allow-write=${dir.path}`,
      script,
      dir.path,
    ],
  }).outputSync();
  const said = new TextDecoder().decode(stdout).trim().split("\n");
  assert.deepEqual(
    said,
    ["opened", "permission", "too many attached databases - max 0"],
    new TextDecoder().decode(stderr),
  );
});

native("a library that is none, is missing or is not SQLite is told with what to do", () => {
  using dir = makeTempDir();
  Deno.writeTextFileSync(`${dir.path}/none.so`, "no library");
  const libc = Deno.build.os === "linux" ? ["libc.so.6"] : [];
  for (const library of [`${dir.path}/none.so`, `${dir.path}/missing.so`, ...libc]) {
    assert.throws(() => createFfiDriver(library), (error) => {
      assert.ok(error instanceof UserError);
      assert.equal(error.exitCode, 2);
      assert.match(
        error.message,
        /^Cannot load SQLite 3\.37 or newer through FFI \(.+SIGNAL_V2_SQLITE_LIBRARY.+SIGNAL_V2_SQLITE=node/,
      );
      assert.ok(error.message.includes(library) && !error.message.includes("\n"), error.message);
      return true;
    });
  }
});

Deno.test("without --allow-ffi the choice of ffi is refused with what to start instead, and nothing is written", async () => {
  await using home = await createHome();
  const env = { SIGNAL_V2_SQLITE: "ffi" };
  const flags = flagsOf("signals").filter((flag) => flag !== "--allow-ffi");
  assert.ok(flags.length > 3);
  const { code, text } = await runProgram(["signals", "list"], { dir: home.dir, env, flags });
  assert.equal(code, 2, text);
  assert.match(text, /SIGNAL_V2_SQLITE=ffi.+the task start:ffi.+SIGNAL_V2_SQLITE=node/);
  assert.deepEqual(Array.from(Deno.readDirSync(`${home.dir}/data`)), []);
});

Deno.test("nothing of the FFI driver is loaded before it is chosen", async () => {
  const entry = child("../../src/main.ts");
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json", entry] }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as {
    modules: readonly {
      readonly specifier: string;
      readonly dependencies?: readonly {
        readonly code?: { readonly specifier?: string };
        readonly isDynamic?: boolean;
      }[];
    }[];
  };
  const importers = modules.filter(({ dependencies = [] }) =>
    dependencies.some(({ code, isDynamic }) => !isDynamic && /\/ffi_driver\.ts$/.test(code?.specifier ?? ""))
  );
  assert.ok(
    modules.some(({ specifier }) => specifier.endsWith("/ffi_driver.ts")),
    "it is part of the program",
  );
  assert.deepEqual(importers.map(({ specifier }) => specifier), []);
});

Deno.test("the driver cannot be changed once a database was opened", () => {
  openDatabase(":memory:").close();
  assert.throws(
    () => chooseDriver({ driver: IS_FFI ? "node" : "ffi", library: undefined }),
    /in use already/,
  );
});

function child(name: string): string {
  return new URL(name, import.meta.url).href;
}
