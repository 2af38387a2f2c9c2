import { deepStrictEqual, match, ok as assertTrue, rejects, strictEqual } from "node:assert/strict";
import type { CommandDeps } from "../../src/commands/deps.ts";
import { CommandRefusal } from "../../src/commands/refusal.ts";
import { simulateRule } from "../../src/commands/rules/simulate.ts";
import { runCommand } from "../../src/commands/run_command.ts";
import { simulateSignal } from "../../src/commands/signals/simulate.ts";
import { OWNER } from "../../src/core/actor.ts";
import { ACTOR } from "../jobs/job_store_contract.ts";
import { openCommandHome } from "./command_home.ts";

const contextOf = (deps: CommandDeps) => ({ actor: ACTOR, owner: OWNER, deps });
const SIGNAL = { id: "S-0310-01" };
const RULE = { id: "momentum", ticker: "005930" };

function refusal(reason: string, words: RegExp) {
  return (error: unknown) => {
    assertTrue(error instanceof CommandRefusal);
    strictEqual(error.reason, reason);
    match(error.message, words);
    return true;
  };
}

Deno.test("signals.simulate queues the signal's own rule, ticker and moment, and sends nothing unless asked", async () => {
  await using home = await openCommandHome();
  const { job } = await runCommand(simulateSignal, { ...SIGNAL, key: "a" }, contextOf(home.deps));
  const stored = await home.deps.jobs?.store.find(OWNER, job.id);
  deepStrictEqual(stored?.kind, "simulation");
  const { rule, ticker, until_ms: untilMs, deliver } = Object(stored?.request);
  deepStrictEqual([rule, ticker, deliver], ["momentum", "005930", false]);
  assertTrue(Number.isSafeInteger(untilMs));
  // The same key is the same job; with another wish it is refused.
  const again = await runCommand(simulateSignal, { ...SIGNAL, key: "a" }, contextOf(home.deps));
  deepStrictEqual([again.is_new, again.job.id], [false, job.id]);
  await rejects(
    runCommand(simulateSignal, { ...SIGNAL, key: "a", deliver: true }, contextOf(home.deps)),
    refusal("key_was_used", /use a new key/),
  );
  await rejects(
    runCommand(simulateRule, RULE, contextOf(home.deps)),
    refusal("job_is_running", /A simulation is queued already/),
  );
});

Deno.test("a simulation of a signal or rule that there is not, of a wrong ticker or time, is refused before it is queued", async () => {
  await using home = await openCommandHome();
  const { deps } = home;
  const before = await deps.jobs?.store.list(OWNER, { limit: 10 });
  await rejects(
    runCommand(simulateSignal, { id: "S-9" }, contextOf(deps)),
    refusal("unknown_signal", /no signal "S-9"/),
  );
  await rejects(
    runCommand(simulateRule, { ...RULE, id: "momentun" }, contextOf(deps)),
    refusal("unknown_rule", /did you mean momentum\?/),
  );
  await rejects(
    runCommand(simulateRule, { ...RULE, ticker: "삼성" }, contextOf(deps)),
    refusal("bad_ticker", /005930/),
  );
  await rejects(runCommand(simulateRule, { ...RULE, at: "soon" }, contextOf(deps)), /must be a time like/);
  deepStrictEqual(await deps.jobs?.store.list(OWNER, { limit: 10 }), before);
});

Deno.test("what another program sent cannot be tried again: what was looked at is not stored", async () => {
  await using home = await openCommandHome();
  const stories = home.deps.signalStories;
  const story = await stories?.find(SIGNAL.id);
  assertTrue(stories !== undefined && story !== undefined);
  const inbound = { ...story, signal: { ...story.signal, ruleKind: "inbound" } };
  const deps = { ...home.deps, signalStories: { ...stories, find: () => Promise.resolve(inbound) } };
  await rejects(
    runCommand(simulateSignal, SIGNAL, contextOf(deps)),
    refusal("not_stored", /kind inbound .* is not stored/),
  );
});

Deno.test("while real orders are given nothing is simulated", async () => {
  await using home = await openCommandHome();
  const live = contextOf({ ...home.deps, areOrdersLive: () => true });
  await rejects(runCommand(simulateSignal, SIGNAL, live), refusal("orders_are_live", /switch them off/));
  await rejects(runCommand(simulateRule, RULE, live), refusal("orders_are_live", /real orders/));
  const paper = contextOf({ ...home.deps, areOrdersLive: () => false });
  strictEqual((await runCommand(simulateSignal, SIGNAL, paper)).is_new, true);
});
