import assert from "node:assert/strict";
import { openStore } from "../../../src/app/data/store.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { NOWHERE } from "../../../src/signals/outgoing.ts";
import { createHome, runProgram } from "../../support/program.ts";
import { piece } from "../../signals/signal_parts.ts";
import { signalOf } from "../../web/scripted_signals.ts";

Deno.test("signals show and why find a signal by label or id, print it in the asked language or as JSON, and refuse what is not there", async () => {
  await using home = await createHome();
  const clock = createSystemClock();
  let label = "";
  {
    await using store = await openStore({ dir: `${home.dir}/data`, clock });
    const journal = store.signalJournalTo(NOWHERE);
    const { label: _label, state: _state, ...signal } = signalOf({
      firedAtMs: clock.now(),
      evidence: [piece({ fetchedAtMs: clock.now() - 2_000, dataAtMs: clock.now() - 5_000 })],
    });
    const request = { claim: undefined, decision: undefined };
    const [taken] = await journal.take("owner", { signals: [{ kind: "begin", signal, request }] });
    label = taken?.outcome === "begun" ? taken.signal.label ?? "" : "";
  }
  const run = (...args: string[]) => runProgram(["signals", ...args], home);
  const shown = await run("show", label.toLowerCase());
  assert.equal(shown.code, 0, shown.text);
  assert.match(shown.text, new RegExp(`^${label} · Buy 삼성전자`));
  assert.match((await run("why", label, "--lang", "ko")).text, /점수 계산\n\(/);
  const { evidence, formula, messages, label: told } = JSON.parse(
    (await run("why", signalOf().id, "--json")).text,
  );
  assert.deepEqual([told, evidence.length, formula.score, messages], [label, 1, formula.score, []]);
  assert.ok(evidence[0].age_s >= 0);
  const missing = await run("show", "S-0101-99");
  assert.equal(missing.code, 2);
  assert.match(missing.text, /There is no signal "S-0101-99"; `.*signals list` shows what there is/);
});
