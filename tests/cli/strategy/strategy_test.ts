import { OWNER } from "../../../src/core/actor.ts";
import { deepStrictEqual, doesNotMatch, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { writeTemplate } from "../../../src/cli/strategy/template.ts";
import { fileURLToPath } from "node:url";
import { createSystemClock } from "../../../src/core/clock.ts";
import { openStore } from "../../../src/app/data/store.ts";
import { USER_KIT } from "../../../src/strategies/user_kit.ts";
import { running, viewOf, worked, World } from "../../engine/engine_parts.ts";
import { createHome, flagsOf, startDeno } from "../../support/program.ts";
import { journalOf } from "../../support/owned.ts";

const CHILD = fileURLToPath(new URL("./strategy_child.ts", import.meta.url));

async function run(home: { readonly dir: string }, ...args: readonly string[]) {
  await using program = startDeno([...flagsOf("strategy"), CHILD, ...args], home);
  await program.closeInput();
  const { code } = await program.ended;
  const { out, err } = program;
  return { code, out: out.join("\n"), err: err.join("\n") };
}

const ADD = ["add", "--kind", "ma_cross", "--market", "upbit:BTC/KRW"] as const;

Deno.test("strategy kinds shows every parameter with its default and unit, and files of one's own", async () => {
  await using home = await createHome();
  const { code, out } = await run(home, "kinds");
  strictEqual(code, 0);
  match(out, /^ma_cross {2}Crossing averages$/m);
  match(out, /^ {4}fast +integer +10 +Bars of the fast average/m);
  match(out, /your own in data\/strategies: none yet/);
  const { shipped } = JSON.parse((await run(home, "kinds", "--json")).out);
  assertTrue(shipped.length >= 6);
  assertTrue(
    shipped.every(({ params }: { params: readonly { what: string }[] }) =>
      params.every(({ what }) => what !== "")
    ),
  );
});

Deno.test("strategy add, start, stop, list and remove do what they say", async () => {
  await using home = await createHome();
  const added = await run(home, ...ADD, "--params", '{"fast":5}', "--cash", "250000", "--on-stop", "close");
  strictEqual(added.code, 0, added.err);
  match(
    added.out,
    /^ma_cross_btc is added; start it with: (npx -y deno@[\d.]+|deno) task cli strategy start ma_cross_btc$/,
  );
  strictEqual(
    added.err,
    "by the settings seen here, the candles of upbit:BTC/KRW are not collected: add upbit:BTC/KRW to " +
      "SIGNAL_V2_MARKETS and start the service again, or it waits for ever",
  );
  const [row] = JSON.parse((await run(home, "list", "--json")).out);
  deepStrictEqual(
    [row.id, row.is_active, row.params.fast, row.params.slow, row.money, row.on_stop, row.status],
    ["ma_cross_btc", false, 5, 30, { startCash: 250_000 }, "close", null],
  );
  strictEqual((await run(home, "start", "ma_cross_btc")).code, 0);
  match((await run(home, "status")).out, /ma_cross_btc +ma_cross +upbit:BTC\/KRW +1m +on +not taken up yet/);
  const early = await run(home, "remove", "ma_cross_btc", "--yes");
  deepStrictEqual([early.code, /is active: stop it first/.test(early.err)], [2, true]);
  match((await run(home, "stop", "ma_cross_btc")).out, /closed at the open of the next bar/);
  strictEqual((await run(home, "remove", "ma_cross_btc")).code, 130, "nobody said yes");
  strictEqual((await run(home, "remove", "ma_cross_btc", "--yes")).code, 0);
  match((await run(home, "list")).out, /there is no strategy yet/);
});

Deno.test("strategy removals says which strategies are gone, and who removed them", async () => {
  await using home = await createHome();
  match((await run(home, "removals")).out, /^no strategy was removed/);
  await run(home, ...ADD);
  await run(home, "remove", "ma_cross_btc", "--yes");
  match((await run(home, "removals")).out, /ma_cross_btc +ma_cross +cli \(/);
  const [gone] = JSON.parse((await run(home, "removals", "--json")).out);
  deepStrictEqual([gone.id, gone.actor.kind], ["ma_cross_btc", "cli"]);
});

Deno.test("a second strategy of a kind and market gets a name of its own, a taken name is refused", async () => {
  await using home = await createHome();
  await run(home, ...ADD);
  match((await run(home, ...ADD, "--start")).out, /^ma_cross_btc_2 is added; a running service starts it/);
  match((await run(home, ...ADD, "--id", "ma_cross_btc")).err, /There is a strategy ma_cross_btc already/);
});

Deno.test("status --json says who changed a strategy last, and shows no owner while there is one", async () => {
  await using home = await createHome();
  await run(home, ...ADD);
  const shown = JSON.parse((await run(home, "status", "ma_cross_btc", "--json")).out);
  deepStrictEqual(shown.actor, { kind: "cli", id: "strategy" });
  strictEqual("owner" in shown, false);
  {
    await using store = await openStore({ dir: `${home.dir}/data`, clock: createSystemClock() });
    await store.strategies.table.start(OWNER, { id: "ma_cross_btc", actor: { kind: "http", id: "pages" } });
  }
  const [listed] = JSON.parse((await run(home, "list", "--json")).out);
  deepStrictEqual(listed.actor, { kind: "http", id: "pages" });
});

const WRONG: readonly (readonly [readonly string[], RegExp])[] = [
  [[...ADD, "--params", '{"fast":0}'], /These parameters do not fit ma_cross:\n {2}fast must be at least 1/],
  [[...ADD, "--params", '{"fast":"a"}'], /fast must be a (whole )?number/],
  [[...ADD, "--params", '{"kind":"wma"}'], /kind must be one of sma, ema/],
  [[...ADD, "--params", '{"fats":3}'], /there is no parameter fats; there are fast, slow, kind/],
  [[...ADD, "--params", '{"fast":30,"slow":10}'], /fast \(30\) must be below slow \(10\)/],
  [[...ADD, "--params", "fast=3"], /--params must be JSON/],
  [[...ADD, "--money", '{"fee":1}'], /money has no field fee: use startCash/],
  [[...ADD, "--cash", "none"], /money\.startCash must be a number above 0/],
  [[...ADD, "--timeframe", "2m"], /Cannot read the interval "2m"/],
  [[...ADD, "--on-stop", "sell"], /--on-stop must be leave or close/],
  [[...ADD, "--id", "a b"], /an id has 1 to 40 letters/],
  [["add", "--kind", "ma_cros", "--market", "BTC/KRW"], /did you mean ma_cross\?/],
  [["add", "--kind", "signal_table", "--market", "BTC/KRW"], /There is no strategy "signal_table"/],
  [["add", "--kind", "mine.ts", "--market", "BTC/KRW"], /There is no file data\/strategies\/mine\.ts/],
  [
    ["add", "--kind", "ma_cross", "--market", "upbti:BTC/KRW"],
    /There is no exchange "upbti": did you mean upbit\?/,
  ],
  [
    ["add", "--kind", "ma_cross", "--market", "nyse:AAPL/USD"],
    /There is no exchange "nyse": it must be upbit, /,
  ],
  [
    ["add", "--kind", "ma_cross", "--market", "upbit:005930/KRW"],
    /005930 is the code of a stock, and upbit trades coins/,
  ],
  [["start", "x"], /There is no strategy "x"; there is none yet/],
  [["new", "My Idea"], /Cannot use the name "My Idea"/],
];

Deno.test("what is wrong is told in a sentence, and nothing is added", async () => {
  await using home = await createHome();
  for (const [args, message] of WRONG) {
    const { code, err } = await run(home, ...args);
    strictEqual(code, 2, `${args}: ${err}`);
    match(err, message);
  }
  strictEqual((await run(home, "list", "--json")).out, "[]");
});

Deno.test("strategy new writes a file that type-checks and runs as it is", async () => {
  await using home = await createHome();
  const { code, out, err } = await run(home, "new", "my_idea");
  strictEqual(code, 0, err);
  match(out, /data\/strategies\/my_idea\.ts is written\. Then:\n.*candles fetch BTC\/KRW\n.*backtest run/);
  match((await run(home, "new", "my_idea")).err, /there is one already/);
  match((await run(home, "kinds")).out, /my_idea\.ts/);
  const path = `${home.dir}/data/strategies/my_idea.ts`;
  const config = fileURLToPath(new URL("../../../deno.json", import.meta.url));
  const check = await new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", "--config", config, path],
    stdout: "piped",
    stderr: "piped",
  }).output();
  assertTrue(check.success, new TextDecoder().decode(check.stderr));
  await using world = await World.open();
  await world.add({ id: "mine", kind: "my_idea.ts", params: { period: 5 } });
  await using engine = await world.engine({ strategyDir: `${home.dir}/data/strategies` });
  await running(engine, "mine");
  for (let minute = 0; minute < 200; minute++) world.tell(minute);
  await worked(engine, "mine", 199);
  assertTrue(viewOf(engine, "mine").totalSignals > 3, `${viewOf(engine, "mine").totalSignals}`);
});

Deno.test("a strategy on candles of a file is added, and told that no new bar will come", async () => {
  await using home = await createHome();
  const { code, err } = await run(home, "add", "--kind", "ma_cross", "--market", "file:005930/KRW");
  strictEqual(code, 0, err);
  match(err, /^file:005930\/KRW came from a file and does not grow by itself: .* no new bar/);
  doesNotMatch(err, /SIGNAL_V2_MARKETS/);
});

Deno.test("strategy status of a strategy that gets no bars names the candles, and not the service", async () => {
  await using home = await createHome();
  await run(home, ...ADD, "--start");
  const nowMs = createSystemClock().now();
  const note = async (change: Readonly<Record<string, unknown>>) => {
    await using store = await openStore({ dir: `${home.dir}/data`, clock: createSystemClock() });
    const status = { state: "running", restarts: 0, totalSignals: 0, notedAtRealMs: nowMs, ...change };
    await journalOf(store).noteStatus("ma_cross_btc", status, nowMs);
  };
  await note({});
  const { out } = await run(home, "status", "ma_cross_btc");
  match(out, /state +running\n/);
  match(out, /candles +by the settings seen here, the candles of upbit:BTC\/KRW are not collected: add/);
  doesNotMatch(out, /is the service running/);
  await Deno.writeTextFile(`${home.dir}/.env`, "SIGNAL_V2_MARKETS=upbit:BTC/KRW\n");
  await note({ workedUntilMs: nowMs - 7_200_000 });
  match((await run(home, "status")).out, /^ma_cross_btc: no new bar for 2 h/m);
  await note({ workedUntilMs: nowMs - 600_000 });
  doesNotMatch((await run(home, "status")).out, /no new bar|not collected/);
});

Deno.test("strategy status shows what the service noted, and that it is long ago", async () => {
  await using home = await createHome();
  await run(home, ...ADD, "--start");
  {
    await using store = await openStore({ dir: `${home.dir}/data`, clock: createSystemClock() });
    const known = { state: "running", restarts: 1, totalSignals: 7, pid: 12, memoryBytes: 52_428_800 };
    const status = { ...known, warning: "mine.ts:3 has onBar" };
    await journalOf(store).noteStatus("ma_cross_btc", status, createSystemClock().now() - 600_000);
  }
  const { out } = await run(home, "status", "ma_cross_btc");
  match(out, /state +running 10 min (\d+ s )?ago; is the service running\?/);
  match(out, /process +pid 12, 1 restarts, 50 MB/);
  const shown = JSON.parse((await run(home, "status", "ma_cross_btc", "--json")).out);
  match(out, /warning +mine\.ts:3 has onBar/);
  strictEqual(shown.status.warning, "mine.ts:3 has onBar");
  deepStrictEqual([shown.status.total_signals, shown.is_note_stale, shown.trades], [7, true, []]);
});

Deno.test("strategy status shows no time that nobody knows, and doubts a note of a time still to come", async () => {
  await using home = await createHome();
  await run(home, ...ADD, "--start");
  {
    await using store = await openStore({ dir: `${home.dir}/data`, clock: createSystemClock() });
    const notedAtMs = createSystemClock().now() + 2_400_000;
    const status = { state: "running", restarts: 0, totalSignals: 0, stateSinceMs: 0 };
    await journalOf(store).noteStatus("ma_cross_btc", status, notedAtMs);
  }
  match((await run(home, "status", "ma_cross_btc")).out, /state +running at a time that is still to come/);
  const shown = JSON.parse((await run(home, "status", "ma_cross_btc", "--json")).out);
  deepStrictEqual([shown.status.state_since, shown.is_note_stale], [null, true]);
});

Deno.test("strategy list believes a note whose simulated time is another day, as long as it is fresh", async () => {
  const cases = [
    [-126_000_000, 5_000, /^running$/],
    [126_000_000, 5_000, /^running$/],
    [-126_000_000, 600_000, /^running 10 min (\d+ s )?ago; is the service running\?$/],
  ] as const;
  await using home = await createHome();
  await run(home, ...ADD, "--start");
  for (const [simulatedMs, agoMs, state] of cases) {
    {
      await using store = await openStore({ dir: `${home.dir}/data`, clock: createSystemClock() });
      const nowMs = createSystemClock().now();
      const status = { state: "running", restarts: 0, totalSignals: 0, notedAtRealMs: nowMs - agoMs };
      await journalOf(store).noteStatus("ma_cross_btc", status, nowMs + simulatedMs);
    }
    const { out } = await run(home, "status", "ma_cross_btc");
    match(/^ +state +(.*)$/m.exec(out)?.[1]?.trim() ?? "", state);
  }
});

Deno.test("the template has Korean comments for a Korean reader, and the same program", async () => {
  await using home = await createHome();
  const write = (lang: "ko" | "en") => {
    const dir = `${home.dir}/${lang}`;
    const terminal = { out: () => {}, err: () => {}, isTerminal: false, hasColor: false, lang };
    writeTemplate(terminal, { name: "my_idea", dir });
    return Deno.readTextFileSync(`${dir}/my_idea.ts`);
  };
  const korean = write("ko");
  match(korean, /^\/\/ 나만의 전략: 파일 하나입니다\./);
  match(korean, /\.describe\("RSI의 봉 수\."\)/);
  doesNotMatch(korean, /\/\/ .*[a-z]{2,} [a-z]{2,} [a-z]{2,}/);
  const toProgram = (text: string) =>
    text.replace(/\/\/ .*$/gm, "").replace(/(describe\(|description: )".*"/g, "$1").replace(/\n+/g, "\n");
  strictEqual(toProgram(korean), toProgram(write("en")));
});

Deno.test("the strategy of the template holds what a part that was sold has left", async () => {
  await using home = await createHome();
  await run(home, "new", "my_idea");
  const path = `${home.dir}/data/strategies/my_idea.ts`;
  const { default: make } = await import(`file://${path}`);
  const strategy = make(USER_KIT);
  const params = strategy.params.parse({ period: 14 });
  deepStrictEqual(strategy.needs(params, "1m"), { intervals: ["1m"], warmUpBars: 140 });
  const one = strategy.create(params, "1m");
  const held = [["buy", 0.3], ["sell", 0.1], ["sell", 0.2]].map(([action, units]) => {
    one.onFill({ action, units });
    return one.save().held;
  });
  deepStrictEqual(held, [0.3, 0.2, 0]);
});
