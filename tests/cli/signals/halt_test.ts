import { match, strictEqual } from "node:assert/strict";
import { toMutesPort } from "../../../src/app/signals/mutes_port.ts";
import { openStore } from "../../../src/app/data/store.ts";
import { HALT } from "../../../src/signals/mute_names.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { createHome, runProgram } from "../../support/program.ts";

Deno.test("a halt that somebody set by chat is lifted at the computer, and one that was set there is no pause", async () => {
  await using home = await createHome();
  const clock = createSystemClock();
  {
    await using store = await openStore({ dir: `${home.dir}/data`, clock });
    const actor = { kind: "telegram", id: "777" } as const;
    await toMutesPort(store, clock).set("owner", { ticker: HALT, untilMs: clock.now() + 3_600_000, actor });
  }
  const run = (word: string) => runProgram(["signals", word], home);
  const lifted = await run("resume");
  strictEqual(lifted.code, 0, lifted.text);
  match(lifted.text, /Signals to buy come again/);
  match((await run("resume")).text, /There was no pause/);
  match((await run("halt")).text, /^Signals to buy are halted; sells and outages still ring/);
  match((await run("halt")).text, /^Signals to buy are halted already/);
});
