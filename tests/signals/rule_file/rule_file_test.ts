import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { DEFAULT_RULES, readRule, readRuleSet } from "../../../src/signals/rule_file/rule_spec.ts";
import { DEFAULT_SOURCE, RuleWatch, toDefaultSet } from "../../../src/signals/rule_file/rule_watch.ts";
import { RULE_KINDS } from "../../../src/signals/rules/mod.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { NOW_MS } from "../signal_parts.ts";

const faultsOf = (json: unknown) => {
  const reading = readRuleSet(json, RULE_KINDS);
  return reading.kind === "faults" ? reading.faults : [];
};
const STOP = { id: "stop", kind: "holding_stop", params: { stopPct: 7 } };

Deno.test("the built-in rules can be used as they are, and each has an id of its own", () => {
  const set = toDefaultSet(RULE_KINDS);
  strictEqual(set.rules.length, DEFAULT_RULES.rules.length);
  strictEqual(set.openQuietMs, 300_000);
  assertTrue(set.rules.some(({ kind }) => kind.id === "holding_stop"));
});

Deno.test("a rule that says little gets what is usual: a trading day, ten minutes, the score of its kind", () => {
  const reading = readRule({ id: "m", kind: "screener_momentum" }, { kinds: RULE_KINDS, place: "it" });
  if (reading.kind === "faults") throw new Error(reading.faults.join());
  const { spec, minScore } = reading.rule;
  deepStrictEqual([spec.window, spec.validMin, spec.ringFrom, spec.active, minScore], [
    "trading_day",
    10,
    80,
    true,
    75,
  ]);
});

Deno.test("every fault of a file is told at once, with its place and what was meant", () => {
  const faults = faultsOf({
    rules: [
      { id: "a", kind: "holding_stp" },
      { id: "b", kind: "holding_stop", params: { stopPc: 7 } },
      { id: "c", kind: "holding_stop", parms: {} },
      { id: "d", kind: "holding_stop", params: { stopPct: -1 } },
    ],
  });
  strictEqual(faults.length, 4);
  match(faults[0] ?? "", /^rules\[0\] \(a\): there is no kind "holding_stp"; did you mean holding_stop\?$/);
  match(faults[1] ?? "", /^rules\[1\] \(b\): params: there is no "stopPc"; did you mean stopPct\?$/);
  match(faults[2] ?? "", /^rules\[2\] \(c\): there is no "parms"; did you mean params\?$/);
  match(faults[3] ?? "", /^rules\[3\] \(d\): params\.stopPct: /);
});

Deno.test("two rules of one id, a setting that there is not and a file that is no object are faults", () => {
  match(faultsOf({ rules: [STOP, STOP] })[0] ?? "", /two rules have the id stop/);
  match(faultsOf({ settings: { openQuiteMin: 1 }, rules: [] })[0] ?? "", /did you mean openQuietMin/);
  for (const json of [null, [], 1, "x", {}]) assertTrue(faultsOf(json).length > 0, JSON.stringify(json));
});

function watchOf(files: { text: string | undefined | Error }) {
  const clock = new ManualClock(NOW_MS);
  const problems: string[] = [];
  let mark = 0;
  const watch = new RuleWatch({
    ...{ path: "data/rules.json", kinds: RULE_KINDS, clock },
    readFile: () => {
      const { text } = files;
      if (text instanceof Error) return Promise.reject(text);
      return Promise.resolve(text === undefined ? undefined : { text, mark: String(mark++) });
    },
    onProblem: (problem) => problems.push(problem),
  });
  const check = async () => {
    await clock.advance(1_000);
    return await watch.check();
  };
  return { watch, check, problems };
}

Deno.test("a changed file is taken over, and one that cannot be used is told once and changes nothing", async () => {
  const files: { text: string | undefined | Error } = { text: JSON.stringify({ rules: [STOP] }) };
  const { watch, check, problems } = watchOf(files);
  strictEqual(await check(), true);
  strictEqual(watch.status().source, "data/rules.json");
  for (
    const text of ["{", JSON.stringify({ rules: 1 }), new Error("the system does not allow it"), undefined]
  ) {
    files.text = text;
    strictEqual(await check(), false);
    strictEqual(await check(), false);
    strictEqual(watch.current().rules.length, 1);
    assertTrue(watch.status().problem?.includes("stay in use"));
  }
  strictEqual(problems.length, 4);
  files.text = `\uFEFF${JSON.stringify({ rules: [STOP, { ...STOP, id: "other" }] })}`;
  strictEqual(await check(), true);
  deepStrictEqual([watch.current().rules.length, watch.status().problem], [2, undefined]);
});

Deno.test("no file is no fault: the built-in rules are in force", async () => {
  const { watch, check, problems } = watchOf({ text: undefined });
  await check();
  deepStrictEqual([watch.status().source, watch.status().problem, problems], [DEFAULT_SOURCE, undefined, []]);
});
