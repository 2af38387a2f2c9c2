import { deepStrictEqual, match, ok as assertTrue, rejects, strictEqual } from "node:assert/strict";
import type { Command } from "../../src/commands/command.ts";
import { createCommandDoor } from "../../src/commands/door.ts";
import { COMMANDS } from "../../src/commands/mod.ts";
import { CommandRefusal } from "../../src/commands/refusal.ts";
import { runCommand } from "../../src/commands/run_command.ts";
import { type Actor, OWNER } from "../../src/core/actor.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { type CommandHome, HISTORY_DAY, openCommandHome } from "./command_home.ts";
import { findOtherNames } from "./other_names.ts";

const ACTOR: Actor = { kind: "telegram", id: "chat 7" };

/** Arguments that can be done, of every command; a further one is a line here. */
const EXAMPLES: Readonly<Record<string, (ids: CommandHome["ids"]) => Readonly<Record<string, unknown>>>> = {
  "program.health": () => ({}),
  "program.state": () => ({}),
  "program.portfolio": () => ({}),
  "program.news": () => ({}),
  "program.screener": () => ({}),
  "account.balance": () => ({}),
  "account.positions": () => ({}),
  "account.profit": () => ({ span: "week" }),
  "account.trades": () => ({ limit: 5 }),
  "program.poll": () => ({}),
  "program.stop": () => ({}),
  "strategies.list": () => ({ limit: 10 }),
  "strategies.show": () => ({ id: "one" }),
  "strategies.add": () => ({ kind: "dca", market: "upbit:BTC/KRW" }),
  "strategies.start": () => ({ id: "one" }),
  "strategies.stop": () => ({ id: "one", position: "close" }),
  "strategies.set": () => ({ id: "one", on_stop: "close" }),
  "strategies.remove": () => ({ id: "one" }),
  "strategies.removals": () => ({}),
  "signals.list": () => ({}),
  "signals.claim": () => ({ ticker: "000660", action: "sell", confidence: 0.8 }),
  "signals.confirm": ({ claim }) => ({ claim_id: claim }),
  "signals.release": ({ claim }) => ({ claim_id: claim }),
  "signals.fired": () => ({ limit: 5 }),
  "signals.why": () => ({ label: "S-0310-01" }),
  "signals.mutes": () => ({}),
  "signals.mute": () => ({ ticker: "005930", for: "3d" }),
  "signals.unmute": () => ({ ticker: "005930" }),
  "signals.pause": () => ({ for: "2h" }),
  "signals.resume": () => ({}),
  "signals.halt": () => ({}),
  "signals.seen": () => ({ signal: "S-0310-02" }),
  "signals.remind": () => ({ signal: "S-0310-02", for: "30m" }),
  "outages.quiet": () => ({ for: "30m" }),
  "alerts.add": () => ({ ticker: "005930", price: 80_000 }),
  "alerts.list": () => ({}),
  "alerts.remove": () => ({ id: "a1" }),
  "settings.list": () => ({}),
  "settings.preview": () => ({ name: "quiet", value: "21:00-07:00" }),
  "settings.set": () => ({ name: "summary_at", value: "08:30,15:50" }),
  "settings.reset": () => ({ name: "ring_from" }),
  "maintenance.begin": () => ({ for: "2h", why: "a new router" }),
  "maintenance.status": () => ({}),
  "maintenance.end": () => ({}),
  "strategies.flatten": () => ({}),
  "signals.simulate": () => ({ id: "S-0310-01" }),
  "rules.simulate": () => ({ id: "momentum", ticker: "005930", at: "2026-03-10T09:20" }),
  "backtests.start": () => ({ strategy: "dca", market: ["upbit:BTC/KRW"], timeframe: "1h", cash: 1_000_000 }),
  "backtests.list": () => ({}),
  "backtests.show": ({ backtest }) => ({ id: backtest }),
  "candles.list": () => ({}),
  "candles.gaps": () => ({ market: "upbit:BTC/KRW", interval: "1h" }),
  "history.show": () => ({ source: "portfolio", day: HISTORY_DAY }),
  "calendar.status": () => ({}),
  "jobs.list": () => ({}),
  "jobs.show": ({ job }) => ({ id: job }),
  "jobs.cancel": ({ job }) => ({ id: job }),
};

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
    const { ko, en } = command.words(result);
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
