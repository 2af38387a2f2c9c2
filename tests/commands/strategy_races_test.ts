/** What becomes of a command when somebody else is faster between two of its steps. */
import { deepStrictEqual, match, rejects, strictEqual } from "node:assert/strict";
import type { CommandContext } from "../../src/commands/command.ts";
import { CommandRefusal } from "../../src/commands/refusal.ts";
import { runCommand } from "../../src/commands/run_command.ts";
import { addStrategy } from "../../src/commands/strategies/add.ts";
import { removeStrategy } from "../../src/commands/strategies/remove.ts";
import { setStrategy } from "../../src/commands/strategies/set.ts";
import { startStrategy } from "../../src/commands/strategies/start.ts";
import { stopStrategy } from "../../src/commands/strategies/stop.ts";
import { type Actor, OWNER } from "../../src/core/actor.ts";
import type { NewStrategy, StrategyStore } from "../../src/engine/strategy_store.ts";
import { TESTER } from "../support/owned.ts";
import { type CommandHome, openCommandHome } from "./command_home.ts";

/** After a look; before or after something is done. */
type Moment = "find" | "list" | "load" | "start" | "started" | "stop" | "stopped";

/** The same home, but at this moment of a command somebody does `meanwhile`; once. */
function racing(home: CommandHome, moment: Moment, meanwhile: (store: StrategyStore) => Promise<unknown>) {
  const { strategies } = home.deps;
  if (strategies === undefined) throw new Error("the home has no strategies");
  const { store } = strategies;
  const { table, journal } = store;
  let isDone = false;
  const reach = async (reached: Moment) => {
    if (reached !== moment || isDone) return;
    isDone = true;
    await meanwhile(store);
  };
  const after = async <T>(reached: Moment, answer: Promise<T>): Promise<T> => {
    const found = await answer;
    await reach(reached);
    return found;
  };
  const raced: StrategyStore = {
    table: {
      changeCount: () => table.changeCount(),
      list: (owner) => after("list", table.list(owner)),
      find: (owner, id) => after("find", table.find(owner, id)),
      add: (owner, wish) => table.add(owner, wish),
      change: (owner, act) => table.change(owner, act),
      start: (owner, act) => reach("start").then(() => after("started", table.start(owner, act))),
      stop: (owner, act) => reach("stop").then(() => after("stopped", table.stop(owner, act))),
      remove: (owner, act) => table.remove(owner, act),
      removals: (owner, limit) => table.removals(owner, limit),
    },
    journal: {
      save: (owner, step) => journal.save(owner, step),
      load: (owner, id) => after("load", journal.load(owner, id)),
      noteStatus: (owner, note) => journal.noteStatus(owner, note),
      status: (owner, id) => journal.status(owner, id),
      statuses: (owner) => journal.statuses(owner),
      advice: (owner, asked) => journal.advice(owner, asked),
      trades: (owner, asked) => journal.trades(owner, asked),
      equity: (owner, asked) => journal.equity(owner, asked),
    },
  };
  const deps = { ...home.deps, strategies: { ...strategies, store: raced } };
  return { context: { actor: TESTER, owner: OWNER, deps }, table };
}

const refusal = (reason: string, words = /./) => (error: unknown) => {
  if (!(error instanceof CommandRefusal)) return false;
  strictEqual(error.reason, reason);
  match(error.message, words);
  return true;
};

const ACT = { id: "one", actor: TESTER };
const ANOTHER: NewStrategy & { readonly actor: Actor } = {
  ...{ id: "one", kind: "ma_cross", exchange: "upbit", symbol: "BTC/KRW", timeframe: "1m", params: {} },
  ...{ money: {}, onStop: "leave", isActive: false, actor: TESTER },
};

async function replace({ clock }: CommandHome, { table }: StrategyStore): Promise<void> {
  await table.remove(OWNER, ACT);
  await clock.advance(1);
  await table.add(OWNER, ANOTHER);
}

for (const moment of ["find", "load"] as const) {
  Deno.test(`a strategy that is started after it was looked at (${moment}) is not removed`, async () => {
    await using home = await openCommandHome();
    const { context, table } = racing(home, moment, (store) => store.table.start(OWNER, ACT));
    await rejects(runCommand(removeStrategy, { id: "one" }, context), refusal("strategy_is_active"));
    strictEqual((await table.find(OWNER, "one"))?.isActive, true);
  });
}

Deno.test("a strategy that gets a position after it was looked at is not removed", async () => {
  await using home = await openCommandHome();
  const { context, table } = racing(home, "load", ({ journal }) =>
    journal.save(OWNER, {
      ...{ strategyId: "one", expectedCursorMs: undefined, cursorMs: 1, savedAtMs: 1 },
      ...{ state: { paper: { positions: [{}] } }, advice: [], trades: [], equity: undefined, events: [] },
    }));
  await rejects(runCommand(removeStrategy, { id: "one" }, context), refusal("position_is_open"));
  strictEqual((await table.list(OWNER)).length, 1);
});

for (const force of [false, true]) {
  Deno.test(`a removal of what somebody else removed meanwhile says so, ${force ? "with" : "without"} force`, async () => {
    await using home = await openCommandHome();
    const { context } = racing(home, "find", ({ table }) => table.remove(OWNER, ACT));
    await rejects(runCommand(removeStrategy, { id: "one", force }, context), refusal("unknown_strategy"));
  });
}

Deno.test("parameters that were checked for one strategy are not written into another of its name", async () => {
  await using home = await openCommandHome();
  const { context, table } = racing(home, "find", (store) => replace(home, store));
  await rejects(
    runCommand(setStrategy, { id: "one", params: {} }, context),
    refusal("strategy_is_another", /one was removed and added again meanwhile, and nothing was changed/),
  );
  const row = await table.find(OWNER, "one");
  deepStrictEqual([row?.kind, row?.params], ["ma_cross", {}]);
  deepStrictEqual(home.told, []);
});

Deno.test("of two that change a strategy at the same time each keeps what it named", async () => {
  await using home = await openCommandHome();
  const cross = { kind: "ma_cross", market: "upbit:BTC/KRW", id: "cross", money: { startCash: 5_000 } };
  await runCommand(addStrategy, cross, { actor: TESTER, owner: OWNER, deps: home.deps });
  const faster = { id: "cross", params: { slow: 40 }, money: { feeRate: 0.001 } };
  const { context, table } = racing(
    home,
    "find",
    () => runCommand(setStrategy, faster, { actor: TESTER, owner: OWNER, deps: home.deps }),
  );
  const slower = { id: "cross", params: { fast: 6 }, money: { slippageShare: 0.001 } };
  const { values } = await runCommand(setStrategy, slower, context);
  const { params, money } = await table.find(OWNER, "cross") ?? {};
  deepStrictEqual([Object(params).fast, Object(params).slow], [6, 40]);
  deepStrictEqual(money, { startCash: 5_000, feeRate: 0.001, slippageShare: 0.001 });
  deepStrictEqual(values.map(({ name }) => name), ["params.fast", "money.slippageShare"]);
});

Deno.test("a stop without a word about the position leaves what another says of it at the same time", async () => {
  await using home = await openCommandHome();
  const { context, table } = racing(
    home,
    "stop",
    (store) => store.table.change(OWNER, { ...ACT, change: { onStop: "close" } }),
  );
  await runCommand(stopStrategy, { id: "one" }, context);
  strictEqual((await table.find(OWNER, "one"))?.onStop, "close");
  await runCommand(stopStrategy, { id: "one", position: "leave" }, context);
  strictEqual((await table.find(OWNER, "one"))?.onStop, "leave");
});

const BEGINNINGS = {
  start: (context: CommandContext) => runCommand(startStrategy, { id: "one" }, context),
  stop: (context: CommandContext) => runCommand(stopStrategy, { id: "one" }, context),
};
for (const moment of ["start", "stop"] as const) {
  Deno.test(`a ${moment} of a strategy that somebody removes in that moment says that there is none`, async () => {
    await using home = await openCommandHome();
    const { context } = racing(home, moment, ({ table }) => table.remove(OWNER, ACT));
    await rejects(BEGINNINGS[moment](context), refusal("unknown_strategy", /there is none yet/));
    deepStrictEqual(home.told, []);
  });

  Deno.test(`a ${moment} of a strategy that is removed and added again in that moment is of the new one`, async () => {
    await using home = await openCommandHome();
    const { context: { deps } } = racing(home, moment, ({ table }) => table.remove(OWNER, ACT));
    const done = moment === "start" ? "started" : "stopped";
    const wish = { ...ANOTHER, isActive: moment === "stop" };
    const { context, table } = racing({ ...home, deps }, done, (store) => store.table.add(OWNER, wish));
    await BEGINNINGS[moment](context);
    strictEqual((await table.find(OWNER, "one"))?.isActive, moment === "start");
  });
}

Deno.test("a strategy without a name takes the next one when somebody took its own; a given name is refused", async () => {
  await using home = await openCommandHome();
  const wish = { kind: "dca", market: "upbit:ETH/KRW" };
  const { context } = racing(home, "list", ({ table }) => table.add(OWNER, { ...ANOTHER, id: "dca_eth" }));
  strictEqual((await runCommand(addStrategy, wish, context)).id, "dca_eth_2");
  await rejects(runCommand(addStrategy, { ...wish, id: "dca_eth" }, context), refusal("id_is_taken"));
});
