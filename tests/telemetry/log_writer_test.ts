import { deepStrictEqual, doesNotMatch, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { LOG_LEVELS, type LogFields } from "../../src/core/log.ts";
import { createLog, type LogWriterOptions, writeLineTo } from "../../src/telemetry/log_writer.ts";

const NOW_MS = Date.parse("2026-03-11T10:00:00+09:00");
const SECRET = "s3cret-key-0123456789";

// deno-lint-ignore no-control-regex -- control characters are exactly what must not be there
const CONTROLS = /[\x00-\x1f\x7f-\x9f\u2028\u2029\u202e]/;

/** A log whose lines can be read back. */
function createTestLog(options: Partial<LogWriterOptions> = {}) {
  const lines: string[] = [];
  const log = createLog({
    level: "debug",
    format: "json",
    hasColor: false,
    secrets: [SECRET],
    mark: undefined,
    now: () => NOW_MS,
    write: (line) => lines.push(line),
    ...options,
  });
  return { log, lines };
}

/** The one line that a log in JSON writes for one event. */
function toOneLine(text: string, fields?: LogFields): Record<string, unknown> {
  const { log, lines } = createTestLog();
  log.write("info", "something_happened", text, fields);
  strictEqual(lines.length, 1);
  return JSON.parse(lines[0] ?? "") as Record<string, unknown>;
}

Deno.test("a JSON log line holds the Korean time with offset, level, event, message and fields in this order", () => {
  const { log, lines } = createTestLog();
  log.write("warning", "stale_served", "old answer", { source: "portfolio", age_ms: 5 });
  strictEqual(
    lines[0],
    '{"time":"2026-03-11T10:00:00+09:00","level":"warning","event":"stale_served","message":"old answer",' +
      '"source":"portfolio","age_ms":5}',
  );
});

Deno.test("a pretty log line holds the Korean time, the level and the sentence", () => {
  const { log, lines } = createTestLog({ format: "pretty" });
  log.write("info", "cycle_done", "all fresh", { failed: 0 });
  log.write("warning", "stale_served", "old answer");
  deepStrictEqual(lines, ["03-11 10:00:00 INFO  all fresh", "03-11 10:00:00 WARN  old answer"]);
});

Deno.test("a pretty log line is said in the words of its reader, and a JSON line has no language", () => {
  const toWords = (sentence: string) =>
    sentence === `all fresh with ${SECRET}` ? `모두 최신 ${SECRET}` : sentence;
  const json: string[] = [];
  const { log, lines } = createTestLog({ format: "pretty", toWords, writeJson: (line) => json.push(line) });
  log.write("info", "cycle_done", `all fresh with ${SECRET}`);
  log.write("info", "cycle_done", "what nobody has translated");
  deepStrictEqual(lines, [
    "03-11 10:00:00 INFO  모두 최신 [redacted]",
    "03-11 10:00:00 INFO  what nobody has translated",
  ]);
  match(json[0] ?? "", /"message":"all fresh with \[redacted\]"/);
});

Deno.test("color stands around the level only, and only when it is asked for", () => {
  const { log, lines } = createTestLog({ format: "pretty", hasColor: true });
  log.write("error", "x", "text");
  strictEqual(lines[0], "03-11 10:00:00 \x1b[31mERROR\x1b[0m text");
});

Deno.test("the log keeps levels below its own away", () => {
  for (const [i, level] of LOG_LEVELS.entries()) {
    const { log, lines } = createTestLog({ level });
    for (const each of LOG_LEVELS) log.write(each, "x", "text");
    deepStrictEqual(lines.map((line) => JSON.parse(line).level), LOG_LEVELS.slice(i));
  }
});

Deno.test("the mark of the demo stands on every line of both formats", () => {
  const json = createTestLog({ mark: "demo" });
  json.log.write("info", "x", "text");
  strictEqual(JSON.parse(json.lines[0] ?? "").mode, "demo");
  const pretty = createTestLog({ mark: "demo", format: "pretty" });
  pretty.log.write("info", "x", "text");
  strictEqual(pretty.lines[0], "03-11 10:00:00 DEMO INFO  text");
});

Deno.test("without a mark a JSON line has no mode", () => {
  strictEqual("mode" in toOneLine("text"), false);
});

Deno.test("one event is one line without control characters, whatever its text holds", () => {
  const texts = [
    "A\n2026-03-11 ERROR forged",
    "a\r\nb",
    "\x1b[2J\x1b]0;owned\x07",
    "1\u20282",
    "\u202etxt",
    "a\0b",
  ];
  for (const text of texts) {
    for (const format of ["json", "pretty"] as const) {
      const { log, lines } = createTestLog({ format });
      log.write("info", "x", text, { ticker: text, error: new Error(text) });
      strictEqual(lines.length, 1);
      doesNotMatch(lines[0] ?? "", CONTROLS, `${format} ${JSON.stringify(text)}`);
    }
  }
});

Deno.test("a JSON log line gives back any text and any field as they were", () => {
  const field = fc.jsonValue({ stringUnit: "binary" });
  fc.assert(fc.property(fc.string({ unit: "binary" }), field, (text, value) => {
    const { log, lines } = createTestLog({ secrets: [] });
    log.write("info", "x", text, { value });
    const line = JSON.parse(lines[0] ?? "") as Record<string, unknown>;
    // What looks like user and password of an address is taken out on purpose.
    fc.pre(!lines[0]?.includes("[redacted]"));
    strictEqual(line.message, text.toWellFormed() === text ? text : line.message);
    deepStrictEqual(line.value, JSON.parse(JSON.stringify(value)));
    doesNotMatch(lines[0] ?? "", CONTROLS);
  }));
});

Deno.test("braces in a text from outside are not placeholders", () => {
  for (const text of ["{fields}", "{text} {{x}} {", "}{", "{constructor}"]) {
    strictEqual(toOneLine(text, { fields: "no" }).message, text);
  }
});

Deno.test("a secret is taken out of the text, the fields and their depths", () => {
  const line = JSON.stringify(
    toOneLine(`key ${SECRET}`, { url: `https://x/?k=${SECRET}`, deep: [{ [SECRET]: SECRET }] }),
  );
  doesNotMatch(line, /s3cret/);
  strictEqual(line.split("[redacted]").length, 5);
});

Deno.test("fault 11: a secret is taken out of an error, its nested causes and its stack in both formats", () => {
  const deepest = new TypeError(`bad header value ${SECRET}`);
  const error = new Error(`send failed ${SECRET}`, { cause: new Error("middle", { cause: deepest }) });
  for (const format of ["json", "pretty"] as const) {
    const { log, lines } = createTestLog({ format });
    log.write("error", "loop_threw", "a step failed", { error });
    assertTrue(lines[0]?.includes("[redacted]"));
    doesNotMatch(lines[0] ?? "", /s3cret/);
  }
});

Deno.test("the token of a Telegram bot and a password in an address are taken out unasked", () => {
  const line = JSON.stringify(
    toOneLine("x", {
      error: new Error("https://api.telegram.org/bot123456789:AAEabcdefGHI/send http://u:pw12@nas"),
    }),
  );
  doesNotMatch(line, /AAEabcdefGHI|pw12/);
});

Deno.test("an error becomes its name, its message, its causes and its stack", () => {
  const line = toOneLine("x", {
    error: new TypeError("outer", { cause: new RangeError("inner") }),
    path: "/a",
  });
  strictEqual(line.error, "TypeError: outer: RangeError: inner");
  match(String(line.stack), /^TypeError: outer\n.*log_writer_test\.ts/s);
  strictEqual(line.path, "/a");
});

Deno.test("a cause that is no error, and a chain of causes that closes, are written without end or throw", () => {
  const ring: Error & { cause?: unknown } = new Error("ring");
  ring.cause = ring;
  match(String(toOneLine("x", { error: ring }).error), /^(Error: ring: ){4}Error: ring$/);
  strictEqual(toOneLine("x", { error: new Error("a", { cause: "text" }) }).error, "Error: a: text");
  strictEqual(toOneLine("x", { error: "thrown text" }).error, "thrown text");
});

Deno.test("a pretty line tells the stack behind the sentence, on the same line", () => {
  const { log, lines } = createTestLog({ format: "pretty" });
  log.write("error", "loop_threw", "a step failed", { error: new Error("why") });
  match(lines[0] ?? "", /ERROR a step failed \| Error: why \| at .*log_writer_test/);
});

Deno.test("a new log takes the place of the one before", () => {
  const first = createTestLog();
  const second = createTestLog();
  second.log.write("info", "x", "text");
  deepStrictEqual([first.lines.length, second.lines.length], [0, 1]);
});

Deno.test("writeLineTo() writes the whole line and its end, also in small pieces", () => {
  const bytes: number[] = [];
  const write = writeLineTo({
    writeSync(chunk) {
      bytes.push(...chunk.subarray(0, 3));
      return Math.min(3, chunk.length);
    },
  });
  write("삼성 +2.5 %");
  write("b");
  strictEqual(new TextDecoder().decode(Uint8Array.from(bytes)), "삼성 +2.5 %\nb\n");
});

Deno.test("writeLineTo() survives a reader that has gone away", () => {
  let tries = 0;
  const write = writeLineTo({
    writeSync() {
      tries++;
      throw new Deno.errors.BrokenPipe("gone");
    },
  });
  write("a");
  write("b");
  strictEqual(tries, 2);
});
