import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { createSystemClock } from "../../src/core/clock.ts";
import { createProcessWork } from "../../src/jobs/process_work.ts";

const clock = createSystemClock();

/** Runs `code` in a process without permissions. */
async function runCode(
  code: string,
  { signal = new AbortController().signal, onText = (_: string) => {}, line = "" } = {},
): Promise<{ exitCode: number; output: string; progress: readonly [number, string][] }> {
  const progress: [number, string][] = [];
  let output = "";
  const work = createProcessWork((request) => ({
    command: { program: Deno.execPath(), args: ["eval", "--no-config", String(request)], env: {} },
    line,
  }), { clock });
  const exitCode = await work(code, {
    actor: { kind: "cli", id: "test" },
    signal,
    report: (share, text) => void progress.push([share, text]),
    write: (text) => {
      output += text;
      onText(output);
    },
  });
  return { exitCode, output, progress };
}

Deno.test("what a process writes on both streams is the output, and its exit code is the job's", async () => {
  const { exitCode, output } = await runCode(`
    console.log("to stdout");
    console.error("to stderr");
    Deno.exit(3);
  `);
  strictEqual(exitCode, 3);
  assertTrue(output.includes("to stdout\n") && output.includes("to stderr\n"), output);
});

Deno.test("a process is told its line on stdin, also one that is longer than an argument may be", async () => {
  const { output } = await runCode(
    `let bytes = 0;
     for await (const piece of Deno.stdin.readable) {
       bytes += piece.length;
       if (piece.at(-1) === 10) break;
     }
     console.log(bytes);`,
    { line: "x".repeat(300_000) },
  );
  strictEqual(output, "300001\n");
});

Deno.test("a process that ends without reading its line is judged by its exit code", async () => {
  const { exitCode } = await runCode("Deno.exit(4);", { line: "x".repeat(300_000) });
  strictEqual(exitCode, 4);
});

Deno.test("lines of progress on stderr are progress and no output", async () => {
  const { exitCode, output, progress } = await runCode(`
    console.error("@progress 0.25 reading candles");
    console.error("a note");
    console.error("@progress 1 done");
  `);
  strictEqual(exitCode, 0);
  deepStrictEqual(progress, [[0.25, "reading candles"], [1, "done"]]);
  strictEqual(output, "a note\n");
});

Deno.test("a cancelled process is asked to end and is gone afterwards", async () => {
  const cancelling = new AbortController();
  const { exitCode, output } = await runCode(
    `Deno.addSignalListener("SIGTERM", () => { console.log("heard"); Deno.exit(7); });
     console.log("ready");
     setInterval(() => {}, 1_000);`,
    { signal: cancelling.signal, onText: (text) => text.includes("ready") && cancelling.abort() },
  );
  strictEqual(exitCode, 7);
  match(output, /ready\nheard\n/);
});

Deno.test("a process that does not listen is killed", async () => {
  const cancelling = new AbortController();
  const { exitCode } = await runCode(
    `Deno.addSignalListener("SIGTERM", () => {}); console.log("ready"); setInterval(() => {}, 1_000);`,
    { signal: cancelling.signal, onText: (text) => text.includes("ready") && cancelling.abort() },
  );
  strictEqual(exitCode, 137);
});
