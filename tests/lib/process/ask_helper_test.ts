import assert from "node:assert/strict";
import { createSystemClock } from "../../../src/core/clock.ts";
import { askHelper } from "../../../src/lib/process/ask_helper.ts";

const clock = createSystemClock();

function helperOf(code: string) {
  return { program: Deno.execPath(), args: ["eval", "--quiet", code], env: { NO_COLOR: "1" } };
}

const ECHO = `
const reader = Deno.stdin.readable.getReader();
const { value } = await reader.read();
await Deno.stdout.write(new TextEncoder().encode("heard " + new TextDecoder().decode(value)));
await Deno.stderr.write(new TextEncoder().encode("noted"));
Deno.exit(7);`;

Deno.test("a helper is told one line, and answers with what it writes and how it ends", async () => {
  const signal = new AbortController().signal;
  const answer = await askHelper(helperOf(ECHO), "a line", { clock, limitMs: 60_000, signal });
  assert.deepEqual(answer, { code: 7, out: "heard a line\n", err: "noted", isLate: false });
});

Deno.test("a helper that is not done in time is ended, and its answer says so", async () => {
  const signal = new AbortController().signal;
  const code = "await Deno.stdout.write(new TextEncoder().encode('begun')); setInterval(() => {}, 1000);";
  // By a clock of its own: it is late as soon as it has begun.
  const hasBegun = Promise.withResolvers<void>();
  const hurried = {
    ...clock,
    sleep: (ms: number, given?: AbortSignal) => ms === 60_000 ? hasBegun.promise : clock.sleep(ms, given),
  };
  const asked = askHelper(helperOf(code), "", { clock: hurried, limitMs: 60_000, signal });
  hasBegun.resolve();
  const { code: exit, isLate } = await asked;
  assert.deepEqual([exit, isLate], [undefined, true]);
});

Deno.test("a helper that is not wanted any more is ended, also one that does not listen to SIGTERM", async () => {
  const stopping = new AbortController();
  const code = "Deno.addSignalListener('SIGTERM', () => {}); setInterval(() => {}, 1000);";
  const asked = askHelper(helperOf(code), "", { clock, limitMs: 60_000, signal: stopping.signal });
  stopping.abort();
  assert.equal((await asked).code, undefined);
});

Deno.test("of what a helper writes without end the beginning is kept, and it is read to its end", async () => {
  const signal = new AbortController().signal;
  const code = "for (let i = 0; i < 300; i++) await Deno.stdout.write(new Uint8Array(1024).fill(97));";
  const { code: exit, out } = await askHelper(helperOf(code), "", { clock, limitMs: 60_000, signal });
  assert.deepEqual([exit, out.length], [0, 65_536]);
});
