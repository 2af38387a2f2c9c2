import { deepStrictEqual, match, ok as assertTrue, rejects, strictEqual } from "node:assert/strict";
import type { Command } from "../../src/commands/command.ts";
import { CommandRefusal } from "../../src/commands/refusal.ts";
import { runCommand } from "../../src/commands/run_command.ts";
import { addStrategy } from "../../src/commands/strategies/add.ts";
import { listStrategies } from "../../src/commands/strategies/list.ts";
import { removeStrategy } from "../../src/commands/strategies/remove.ts";
import { setStrategy } from "../../src/commands/strategies/set.ts";
import { showStrategy } from "../../src/commands/strategies/show.ts";
import { startStrategy } from "../../src/commands/strategies/start.ts";
import { OWNER } from "../../src/core/actor.ts";
import { toKstIso } from "../../src/core/kst.ts";
import type { NotedStatus } from "../../src/engine/status_recorder.ts";
import { TESTER } from "../support/owned.ts";
import { strategyOf } from "../web/scripted_strategies.ts";
import { type CommandHome, openCommandHome } from "./command_home.ts";
import { findOtherNames } from "./other_names.ts";

const contextOf = ({ deps }: CommandHome) => ({ actor: TESTER, owner: OWNER, deps });

async function refuses(
  home: CommandHome,
  { command, args, reason }: { command: Command; args: unknown; reason: string },
): Promise<string> {
  let message = "";
  await rejects(runCommand(command, args, contextOf(home)), (error: unknown) => {
    assertTrue(error instanceof CommandRefusal, String(error));
    strictEqual(error.reason, reason);
    message = error.message;
    return true;
  });
  return message;
}

const WRONG: readonly (readonly [what: string, args: object, reason: string, words: RegExp])[] = [
  ["an unknown kind", { kind: "dcaa", market: "BTC/KRW" }, "unknown_kind", /did you mean dca\?/],
  ["a file that is not there", { kind: "mine.ts", market: "BTC/KRW" }, "unknown_kind", /There is no file/],
  ["an unknown exchange", { kind: "dca", market: "upbti:BTC/KRW" }, "bad_market", /did you mean upbit\?/],
  ["a share", { kind: "dca", market: "upbit:005930/KRW" }, "bad_market", /code of a stock/],
  [
    "an unknown parameter",
    { kind: "dca", market: "BTC/KRW", params: { evry: 3 } },
    "bad_params",
    /there is no parameter evry/,
  ],
  ["an unknown cost", { kind: "dca", market: "BTC/KRW", money: { fee: 1 } }, "bad_money", /has no field fee/],
  ["a bad id", { kind: "dca", market: "BTC/KRW", id: "a b" }, "bad_id", /./],
];
for (const [what, args, reason, words] of WRONG) {
  Deno.test(`a strategy with ${what} is refused as ${reason}, and nothing is added`, async () => {
    await using home = await openCommandHome();
    match(await refuses(home, { command: addStrategy, args, reason }), words);
    strictEqual((await home.deps.strategies?.store.table.list(OWNER))?.length, 1);
    deepStrictEqual(home.told, []);
  });
}

Deno.test("a strategy that is added without a name gets one that is free, and says what keeps it from working", async () => {
  await using home = await openCommandHome();
  const add = () => runCommand(addStrategy, { kind: "dca", market: "upbit:ETH/KRW" }, contextOf(home));
  const [first, second] = [await add(), await add()];
  deepStrictEqual([first.id, second.id], ["dca_eth", "dca_eth_2"]);
  match(first.notes.join(), /candles of upbit:ETH\/KRW are not collected/);
  deepStrictEqual(home.told, ["follow", "follow"]);
});

Deno.test("set completes parameters, keeps what is not named, and refuses what does not fit", async () => {
  await using home = await openCommandHome();
  const set = (args: object) => runCommand(setStrategy, { id: "one", ...args }, contextOf(home));
  const result = await set({ params: {}, money: { startCash: 5_000 } });
  const { values, ...named } = result;
  deepStrictEqual(named, { id: "one", changed: ["params", "money"] });
  deepStrictEqual(values.at(-1), { name: "money.startCash", before: null, after: 5_000 });
  const row = await home.deps.strategies?.store.table.find(OWNER, "one");
  assertTrue(Object.keys(row?.params ?? {}).length > 0, "the defaults are written out");
  deepStrictEqual([row?.money, row?.onStop, row?.actor], [{ startCash: 5_000 }, "leave", TESTER]);
  for (
    const [args, reason] of [
      [{ params: { evry: 3 } }, "bad_params"],
      [{ money: { fee: 1 } }, "bad_money"],
      [{}, "nothing_to_change"],
      [{ id: "nobody", on_stop: "close" }, "unknown_strategy"],
    ] as const
  ) await refuses(home, { command: setStrategy, args: { id: "one", ...args }, reason });
  deepStrictEqual(await home.deps.strategies?.store.table.find(OWNER, "one"), row);
});

Deno.test("a changed rule of money leaves the others, also those within the exits, and null takes one back", async () => {
  await using home = await openCommandHome();
  const moneyNow = async () => (await home.deps.strategies?.store.table.find(OWNER, "one"))?.money;
  const set = (money: object) => runCommand(setStrategy, { id: "one", money }, contextOf(home));
  await set({ startCash: 5_000, exits: { stopLossShare: 0.02, trailing: { distanceShare: 0.01 } } });
  await set({ feeRate: 0.0004, exits: { takeProfitShare: 0.05, trailing: { onlyOffset: true } } });
  const exits = {
    ...{ stopLossShare: 0.02, takeProfitShare: 0.05 },
    trailing: { distanceShare: 0.01, onlyOffset: true },
  };
  deepStrictEqual(await moneyNow(), { startCash: 5_000, feeRate: 0.0004, exits });
  const { values } = await set({ feeRate: null, exits: { trailing: null } });
  const { trailing: _trailing, ...rest } = exits;
  deepStrictEqual(await moneyNow(), { startCash: 5_000, exits: rest });
  deepStrictEqual(values.map(({ name }) => name), ["money.exits.trailing", "money.feeRate"]);
  await refuses(home, { command: setStrategy, args: { id: "one", money: { fee: 1 } }, reason: "bad_money" });
});

Deno.test("a changed parameter leaves the stops of a strategy where they are, and the answer says old and new", async () => {
  await using home = await openCommandHome();
  const params = { fast: 5, slow: 15, stop_loss: 0.01, take_profit: 0.02 };
  const add = { kind: "ma_cross", market: "upbit:BTC/KRW", id: "cross", params };
  await runCommand(addStrategy, add, contextOf(home));
  const paramsNow = async () => (await home.deps.strategies?.store.table.find(OWNER, "cross"))?.params;
  const before = await paramsNow();
  const set = (change: object) => runCommand(setStrategy, { id: "cross", params: change }, contextOf(home));
  const result = await set({ fast: 6 });
  deepStrictEqual(result.values, [{ name: "params.fast", before: 5, after: 6 }]);
  match(setStrategy.words(result).en, /^cross is changed: params\.fast 5 -> 6$/);
  deepStrictEqual(await paramsNow(), { ...Object(before), fast: 6 });
  const back = await set({ take_profit: null });
  deepStrictEqual(back.values.map(({ name, before }) => [name, before]), [["params.take_profit", 0.02]]);
  const now = await paramsNow();
  deepStrictEqual([Reflect.get(Object(now), "stop_loss"), Reflect.get(Object(now), "fast")], [0.01, 6]);
  const same = await set({ fast: 6 });
  match(setStrategy.words(same).en, /has these values already/);
});

Deno.test("a changed parameter of a file of one's own keeps the others, and null takes one out", async () => {
  await using home = await openCommandHome();
  const { store, dir } = home.deps.strategies ?? {};
  await Deno.writeTextFile(`${dir}/mine.ts`, "");
  const add = { kind: "mine.ts", market: "upbit:BTC/KRW", id: "own", params: { low: 1, stop: 2 } };
  await runCommand(addStrategy, add, contextOf(home));
  const set = { id: "own", params: { low: 3, stop: null } };
  const { values } = await runCommand(setStrategy, set, contextOf(home));
  deepStrictEqual((await store?.table.find(OWNER, "own"))?.params, { low: 3 });
  deepStrictEqual(values, [{ name: "params.low", before: 1, after: 3 }, {
    name: "params.stop",
    before: 2,
    after: null,
  }]);
});

Deno.test("a strategy with an open position is removed by force only, and a dry run removes nothing", async () => {
  await using home = await openCommandHome();
  const { store } = home.deps.strategies ?? {};
  await store?.journal.save(OWNER, {
    ...{ strategyId: "one", expectedCursorMs: undefined, cursorMs: 1, savedAtMs: 1 },
    ...{ state: { paper: { positions: [{}] } }, advice: [], trades: [], equity: undefined, events: [] },
  });
  const message = await refuses(home, {
    command: removeStrategy,
    args: { id: "one" },
    reason: "position_is_open",
  });
  match(message, /strategy stop one --position close/);
  const remove = (args: object) => runCommand(removeStrategy, { id: "one", ...args }, contextOf(home));
  strictEqual((await remove({ force: true, dry_run: true })).removed, false);
  strictEqual((await store?.table.list(OWNER))?.length, 1);
  strictEqual((await remove({ force: true })).removed, true);
  const gone = await refuses(home, {
    command: startStrategy,
    args: { id: "one" },
    reason: "unknown_strategy",
  });
  match(gone, /there is none yet/);
});

Deno.test("the list tells a stale note from a fresh one", async () => {
  await using home = await openCommandHome();
  const { store } = home.deps.strategies ?? {};
  const status = { state: "running", notedAtRealMs: home.clock.now() };
  await store?.journal.noteStatus(OWNER, { id: "one", status, notedAtMs: home.clock.now() });
  const isStale = async () =>
    (await runCommand(listStrategies, {}, contextOf(home))).items.map((one) => one.is_note_stale);
  deepStrictEqual(await isStale(), [false]);
  await home.clock.advance(180_001);
  deepStrictEqual(await isStale(), [true]);
});

Deno.test("all that is noted of a strategy, its advice and its trades have names in snake_case, and times in Korea", async () => {
  await using home = await openCommandHome();
  const { store } = home.deps.strategies ?? {};
  const { equityCurve: _curve, params: _params, ...view } = strategyOf();
  const notedAtMs = home.clock.now();
  const status: NotedStatus = { ...view, notedAtRealMs: notedAtMs };
  await store?.journal.noteStatus(OWNER, { id: "one", status, notedAtMs });
  const said = { action: "buy", confidence: 0.7, reason: "It rose.", latencyMs: 4, isLate: false } as const;
  await store?.journal.save(OWNER, {
    ...{ strategyId: "one", expectedCursorMs: undefined, cursorMs: notedAtMs, savedAtMs: notedAtMs },
    ...{ state: {}, equity: undefined, events: [] },
    advice: [{ ...said, number: 1, barTimeMs: notedAtMs, decidedAtMs: notedAtMs, stopPrice: 90 }],
    trades: [{
      ...{ number: 1, side: "long", units: 2, entryAtMs: notedAtMs, exitAtMs: notedAtMs, entryPrice: 100 },
      ...{ exitPrice: 110, grossPnl: 20, fees: 1, tax: 0, exitReason: "roi", entryReason: "signal" },
    }],
  });
  const shown = await runCommand(showStrategy, { id: "one" }, contextOf(home));
  deepStrictEqual(findOtherNames(shown), []);
  deepStrictEqual([shown.advice[0]?.stop_price, shown.trades[0]?.pnl], [90, 19]);
  strictEqual(shown.status?.worked_until, toKstIso(view.workedUntilMs ?? 0));
  strictEqual(shown.status?.account?.positions.length, view.account?.positions.length);
});

Deno.test("whoever comes over HTTP is told names of arguments, and whoever types is told options", async () => {
  await using home = await openCommandHome();
  await Deno.writeTextFile(`${home.deps.strategies?.dir}/mine.ts`, "");
  const told = async (command: Command, args: object) => {
    const messages: string[] = [];
    for (const kind of ["http", "cli"] as const) {
      const context = { ...contextOf(home), actor: { kind, id: "x" } };
      await rejects(runCommand(command, args, context), (error: Error) => messages.push(error.message) > 0);
    }
    return messages;
  };
  await runCommand(startStrategy, { id: "one" }, contextOf(home));
  const answers = [
    await told(addStrategy, { kind: "dca", market: "upbit:BTC/KRW", id: "one" }),
    await told(removeStrategy, { id: "one" }),
    await told(setStrategy, { id: "one" }),
  ];
  for (const [plain = "", typed = ""] of answers) {
    assertTrue(!/--|deno|\bcli\b/.test(plain), plain);
    match(typed, /--(id|force|params)\b/);
  }
  const add = { kind: "mine.ts", market: "upbit:BTC/KRW" };
  const context = { ...contextOf(home), actor: { kind: "http", id: "x" } as const };
  assertTrue(!/deno|\bcli\b/.test((await runCommand(addStrategy, add, context)).notes.join()));
});

Deno.test("a strategy whose parameters and money do not agree on short positions is added with a word about it", async () => {
  await using home = await openCommandHome();
  const notesOf = async (params: object, money: object) => {
    const wish = { kind: "ma_cross", market: "upbit:BTC/KRW", params, money };
    return (await runCommand(addStrategy, wish, contextOf(home))).notes.filter((note) => /short/.test(note));
  };
  match((await notesOf({ allow_short: true }, {})).join(), /parameters allow short .* money does not/);
  match((await notesOf({}, { allowShort: true })).join(), /money allows short .* parameters do not/);
  deepStrictEqual(await notesOf({ allow_short: true }, { allowShort: true }), []);
  deepStrictEqual(await notesOf({}, {}), []);
});
