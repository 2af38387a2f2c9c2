import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";

const OPS = fileURLToPath(new URL("../../ops/", import.meta.url));

/** Debian's package `prometheus` has it; without it these tests say that they were left out. */
const isMissing = !hasProgram("promtool");

function hasProgram(name: string): boolean {
  try {
    return new Deno.Command(name, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync()
      .success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function runPromtool(...args: string[]): Promise<{ success: boolean; text: string }> {
  const { success, stdout, stderr } = await new Deno.Command("promtool", { args, cwd: OPS }).output();
  const decoder = new TextDecoder();
  return { success, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

const CHECKS: readonly (readonly string[])[] = [
  ["check", "rules", "--lint=all", "--lint-fatal", "alerts.yml"],
  ["check", "config", "--lint=all", "--lint-fatal", "prometheus.yml"],
  ["test", "rules", "alerts_test.yml"],
];

for (const args of CHECKS) {
  Deno.test({
    name: `promtool ${args.join(" ")} passes`,
    ignore: isMissing,
    fn: async () => {
      const { success, text } = await runPromtool(...args);
      strictEqual(success, true, text);
      match(text, /SUCCESS/);
    },
  });
}

const ALERTS = Deno.readTextFileSync(`${OPS}alerts.yml`);
const TESTS = Deno.readTextFileSync(`${OPS}alerts_test.yml`);

Deno.test("every alert has a severity, a summary and what to do, and a test that makes it fire", () => {
  const blocks = ALERTS.split(/^ +- alert: /m).slice(1);
  assertTrue(blocks.length >= 12);
  for (const block of blocks) {
    const name = block.slice(0, block.indexOf("\n"));
    match(block, /severity: (warning|critical)/, name);
    match(block, /summary: \S/, name);
    match(block, /description: (>-\n +)?\S/, name);
    assertTrue(
      TESTS.includes(`alertname="${name}"`) || TESTS.includes(`alertname: ${name}`),
      `${name} has no test`,
    );
  }
});

Deno.test("alerts about fresh data hold inside market windows only", () => {
  const blocks = ALERTS.split(/^ +- alert: /m).slice(1);
  const unaware = blocks.filter((block) =>
    /signal_source_|signal_breaker_open|signal_polls_total/.test(block)
  )
    .filter((block) => !block.includes("signal_market_window"));
  deepStrictEqual(unaware, []);
});

Deno.test("every alert is quiet while there is maintenance", () => {
  const blocks = ALERTS.split(/^ +- alert: /m).slice(1);
  const loud = blocks.filter((block) => !/unless on \([a-z]*\) .*signal_maintenance/.test(block));
  deepStrictEqual(loud.map((block) => block.slice(0, block.indexOf("\n"))), []);
});

Deno.test("an alert that looks back over a span is quiet for that span behind a maintenance", () => {
  const blocks = ALERTS.split(/^ +- alert: /m).slice(1);
  const short = blocks.filter((block) => {
    const spans = [...block.matchAll(/\[(\d+[mhd])\]/g)].map(([, span]) => span);
    return !block.startsWith("SignalDown") && new Set(spans).size > 0 &&
      !block.includes(`max_over_time(signal_maintenance[${spans[0]}])`);
  });
  deepStrictEqual(short.map((block) => block.slice(0, block.indexOf("\n"))), []);
});
