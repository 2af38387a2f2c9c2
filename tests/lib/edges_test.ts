/** Kits at their limits: the longest line, the place of a number, the usual figures. */
import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { LineFeed, readDecimal } from "../../src/lib/csv.ts";
import { readCells } from "../../src/lib/csv_cells.ts";
import { USUAL_CHILD } from "../../src/lib/process/child_process.ts";
import { toHelperCommand } from "../../src/lib/process/helper_command.ts";
import { readJsonLines, serveRequests } from "../../src/lib/process/json_lines.ts";
import { createUlids } from "../../src/lib/ulid.ts";
import { settle } from "../support/manual_clock.ts";

const encoder = new TextEncoder();

Deno.test("a line of JSON may be as long as the limit, also when its end comes later", async () => {
  const values: unknown[] = [];
  const chunks = ["1".repeat(10), "\n", "2".repeat(10) + "\n"].map((text) => encoder.encode(text));
  const onValue = (value: unknown) => values.push(value);
  await readJsonLines(ReadableStream.from(chunks), { maxLineChars: 10, onValue });
  deepStrictEqual(values, [1_111_111_111, 2_222_222_222]);
});

Deno.test("a number is read by its own length, however far into the bytes it stands", () => {
  const at = 5_000;
  for (const text of ["1e5", "-0.25", "12.5", "9".repeat(400), "1234567890123456.75"]) {
    const bytes = encoder.encode("x".repeat(at) + text);
    strictEqual(readDecimal(bytes, at, bytes.length), Number(text), text);
  }
  strictEqual(readDecimal(encoder.encode("9".repeat(401)), 0, 401), NaN);
  // Zeros in front are digits like others, and never too many.
  strictEqual(readDecimal(encoder.encode(`${"0".repeat(500)}7.5`), 0, 503), 7.5);
});

Deno.test("a line may be as long as the limit of its feed, in one piece or in several", () => {
  const lines: number[] = [];
  const feed = new LineFeed(6, (_bytes, from, to) => lines.push(to - from));
  for (const part of ["123456\n", "123", "456\n", "12345\r\n", "123456"]) feed.push(encoder.encode(part));
  feed.end();
  deepStrictEqual(lines, [6, 6, 5, 6]);
});

Deno.test("most children may take 20 s to start, answer every 5 s and have 256 MB, 1 MB a line and 8 MB waiting", () => {
  const { startTimeoutMs, heartbeat, maxLineChars, maxQueuedChars, start, env } = USUAL_CHILD;
  deepStrictEqual({ startTimeoutMs, heartbeat, maxLineChars, maxQueuedChars, start, env }, {
    startTimeoutMs: 20_000,
    heartbeat: { everyMs: 5_000, answerWithinMs: 5_000, maxRssBytes: 268_435_456 },
    maxLineChars: 1_048_576,
    maxQueuedChars: 8_388_608,
    start: "on_demand",
    env: {},
  });
});

Deno.test("a helper out of the sources takes packages from node_modules as they are and sees no variable", () => {
  const { args, env } = toHelperCommand({ command: "ccxt-host", args: [], allowRead: [], v8Flags: [] });
  deepStrictEqual(args.slice(0, -2), [
    "run",
    "--no-prompt",
    "--ignore-env",
    "--quiet",
    "--node-modules-dir=manual",
    "--cached-only",
  ]);
  const known = ["DENO_DIR", "HOME", "XDG_CACHE_HOME", "SystemRoot"];
  const given = known.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  deepStrictEqual(env, Object.fromEntries(given));
});

Deno.test("an id of a clock at 1970 or before begins with ten zeros", () => {
  for (const nowMs of [0, -1, -5_000.5]) match(createUlids(() => nowMs)(), /^0{10}[0-9A-Z]{16}$/);
});

Deno.test("each part of an id that is called random differs from maker to maker", () => {
  const ids = Array.from({ length: 200 }, () => createUlids(() => 1_700_000_000_000)());
  const countOf = (from: number, to: number) => new Set(ids.map((id) => id.slice(from, to))).size;
  for (const [from, to] of [[10, 15], [15, 20], [20, 26]] as const) {
    assertTrue(countOf(from, to) > 190, `${from}–${to}`);
  }
});

Deno.test("a line may have one cell more than it has letters, and each of them is read", () => {
  deepStrictEqual(readCells(",,,", ","), ["", "", "", ""]);
  deepStrictEqual(readCells("", ","), [""]);
});

Deno.test("a child that speaks unasked can wait until its words have been taken", async () => {
  const taken = Promise.withResolvers<void>();
  const output = new WritableStream<Uint8Array>({ write: () => taken.promise }, { highWaterMark: 0 });
  const end = Promise.withResolvers<void>();
  let isHeard = false;
  const serving = serveRequests({
    input: new ReadableStream({ start: (controller) => void end.promise.then(() => controller.close()) }),
    output,
    maxLineChars: 100,
  }, (tell) => {
    void tell("news").then(() => isHeard = true);
    return { answer: () => Promise.resolve(1), onTell() {}, toFault: () => "", rssBytes: () => 1 };
  });
  await settle();
  strictEqual(isHeard, false);
  taken.resolve();
  await settle();
  strictEqual(isHeard, true);
  end.resolve();
  await serving;
});
