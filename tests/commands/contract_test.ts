import { deepStrictEqual, match, ok as assertTrue, rejects, strictEqual } from "node:assert/strict";
import type { Command } from "../../src/commands/command.ts";
import { createCommandDoor } from "../../src/commands/door.ts";
import { COMMANDS } from "../../src/commands/mod.ts";
import { CommandRefusal } from "../../src/commands/refusal.ts";
import { runCommand } from "../../src/commands/run_command.ts";
import { type Actor, OWNER } from "../../src/core/actor.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { EXAMPLES } from "./command_examples.ts";
import { type CommandHome, openCommandHome } from "./command_home.ts";
import { findOtherNames } from "./other_names.ts";

const ACTOR: Actor = { kind: "telegram", id: "chat 7" };

const argsOf = ({ id }: Command, { ids }: CommandHome) => EXAMPLES[id]?.(ids) ?? {};
const contextOf = ({ deps }: CommandHome) => ({ actor: ACTOR, owner: OWNER, deps });

Deno.test("every command has an id of its own, a subject and a verb, and an example", () => {
  const ids = COMMANDS.map(({ id }) => id);
  deepStrictEqual(ids.filter((id) => !/^[a-z]+\.[a-z]+$/.test(id)), []);
  strictEqual(new Set(ids).size, ids.length);
  deepStrictEqual(ids.toSorted(), Object.keys(EXAMPLES).toSorted());
});

for (const command of COMMANDS) {
  Deno.test(`${command.id} answers with names in snake_case`, async () => {
    await using home = await openCommandHome();
    deepStrictEqual(findOtherNames(await runCommand(command, argsOf(command, home), contextOf(home))), []);
  });

  Deno.test(`${command.id} says in both languages what it does, and who may ask for it`, () => {
    assertTrue(/[가-힣]/.test(command.about.ko) && command.about.en.length > 3, command.id);
    assertTrue(["read", "signal", "trade", "admin"].includes(command.scope));
  });

  Deno.test(`${command.id} answers with plain JSON of its shape, and with words in both languages`, async () => {
    await using home = await openCommandHome();
    const result = await runCommand(command, argsOf(command, home), contextOf(home));
    deepStrictEqual(JSON.parse(JSON.stringify(result)), withoutUndefined(result));
    command.result.parse(result);
    const { ko, en: said } = command.words(result);
    // A name is what a stock is called, in whatever language it is told.
    const en = said.replaceAll("삼성전자", "");
    assertTrue(/[가-힣]/.test(ko), ko);
    assertTrue(
      en.length > 3 && !/[가-힣]|undefined|NaN/.test(en) && !/undefined|NaN/.test(ko),
      `${ko} ${en}`,
    );
  });

  Deno.test(`${command.id} refuses an argument that it does not know, and says which it may mean`, async () => {
    await using home = await openCommandHome();
    const [name = "limit"] = command.names;
    const wrong = `${name}s`;
    await rejects(
      runCommand(command, { ...argsOf(command, home), [wrong]: 1 }, contextOf(home)),
      (error: unknown) => {
        assertTrue(error instanceof CommandRefusal);
        deepStrictEqual([error.kind, error.reason, error.code], ["arguments", "bad_arguments", "invalid"]);
        match(
          error.message,
          command.names.length === 0 ? /it takes none/ : new RegExp(`did you mean ${name}\\?`),
        );
        return true;
      },
    );
    deepStrictEqual(home.told, []);
  });

  Deno.test(`${command.id} says what is missing at a door that has nothing to work on`, async () => {
    await using home = await openCommandHome();
    const clock = new ManualClock(0);
    const context = { ...contextOf(home), deps: { clock, realClock: clock } };
    await rejects(runCommand(command, argsOf(command, home), context), (error: unknown) => {
      assertTrue(error instanceof CommandRefusal);
      deepStrictEqual([error.kind, error.reason], ["unavailable", "not_available"]);
      return true;
    });
  });
}

Deno.test("a command that only reads changes nothing and tells nobody", async () => {
  await using home = await openCommandHome();
  for (const command of COMMANDS.filter(({ scope }) => scope === "read")) {
    strictEqual(command.twoSteps, false, command.id);
    await runCommand(command, argsOf(command, home), contextOf(home));
  }
  deepStrictEqual(home.told, []);
});

Deno.test("whoever changes something is written down with it", async () => {
  await using home = await openCommandHome();
  const { deps } = home;
  const door = createCommandDoor(COMMANDS, deps);
  for (const id of ["strategies.start", "signals.claim", "jobs.cancel", "backtests.start"]) {
    const answer = await door.run(id, EXAMPLES[id]?.(home.ids), ACTOR);
    strictEqual(answer.kind, "done", id);
  }
  deepStrictEqual((await deps.strategies?.store.table.find(OWNER, "one"))?.actor, ACTOR);
  const signals = await deps.signals?.list(OWNER, { limit: 5 });
  deepStrictEqual(signals?.find(({ ticker }) => ticker === "000660")?.actor, ACTOR);
  deepStrictEqual((await deps.jobs?.store.find(OWNER, home.ids.job))?.cancelActor, ACTOR);
  const [queued] = await deps.jobs?.store.list(OWNER, { limit: 1 }) ?? [];
  deepStrictEqual([queued?.actor, queued?.kind], [ACTOR, "backtest"]);
});

Deno.test("the door answers an unknown command with the one that may be meant", async () => {
  await using home = await openCommandHome();
  const answer = await createCommandDoor(COMMANDS, home.deps).run("program.pol", {}, ACTOR);
  assertTrue(answer.kind === "refused");
  deepStrictEqual([answer.why, answer.reason], ["missing", "unknown_command"]);
  match(answer.message, /did you mean program\.poll\?/);
});

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]) => one === undefined ? [] : [[name, withoutUndefined(one)]]),
  );
}
