import { deepStrictEqual, doesNotMatch, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { createSystemClock } from "../../../src/core/clock.ts";
import { MINUTE_MS } from "../../../src/core/kst.ts";
import { openSqliteCandleStore } from "../../../src/market/store/sqlite_candle_store.ts";
import { createFilledHome } from "../../support/filled_history.ts";
import { createHome, runProgram } from "../../support/program.ts";

Deno.test("rules list shows the built-in rules where there is no file, and the file's where there is one", async () => {
  await using home = await createHome();
  const built = await runProgram(["rules", "list"], home);
  strictEqual(built.out[0], "from the built-in rules");
  assertTrue(
    built.out.some((line) => /^stop +holding_stop +on +- +trading_day +stopPct 7$/.test(line)),
    built.text,
  );
  await Deno.mkdir(`${home.dir}/data`, { recursive: true });
  await Deno.writeTextFile(
    `${home.dir}/data/rules.json`,
    JSON.stringify({ rules: [{ id: "mine", kind: "holding_target" }] }),
  );
  const { rules, source } = JSON.parse((await runProgram(["rules", "list", "--json"], home)).text);
  deepStrictEqual([source, rules.map(({ id }: { id: string }) => id)], ["data/rules.json", ["mine"]]);
});

Deno.test("rules check tells every fault with what was meant and ends with code 2; a good file is fine", async () => {
  await using home = await createHome();
  const bad = JSON.stringify({
    rules: [{ id: "a", kind: "holding_stp" }, { id: "b", kind: "holding_stop", params: { stopPc: 7 } }],
  });
  const { code, err } = await runProgram(["rules", "check", "-"], { dir: home.dir, input: bad });
  strictEqual(code, 2);
  match(err.join("\n"), /did you mean holding_stop\?\n.*did you mean stopPct\?/);
  const good = JSON.stringify({ rules: [{ id: "a", kind: "holding_stop" }] });
  const fine = await runProgram(["rules", "check", "-", "--json"], { dir: home.dir, input: good });
  deepStrictEqual([fine.code, JSON.parse(fine.text).ok], [0, true]);
  strictEqual((await runProgram(["rules", "check", "-"], { dir: home.dir, input: "{" })).code, 2);
});

Deno.test("rules explain shows the parameters as they are here, and how a score is made", async () => {
  await using home = await createHome();
  const { out } = await runProgram(["rules", "explain", "trailing"], home);
  match(out[0] ?? "", /^trailing \(holding_trailing\): a holding has fallen/);
  assertTrue(out.some((line) => /^armPct +number +10$/.test(line)), out.join("\n"));
  const kind = JSON.parse((await runProgram(["rules", "explain", "price_level", "--json"], home)).text);
  deepStrictEqual([kind.kind, kind.is_alert], ["price_level", true]);
  const { code, err } = await runProgram(["rules", "explain", "nothing"], home);
  strictEqual(code, 2);
  match(err.join("\n"), /There is no rule "nothing"; `.*rules list` shows/);
});

Deno.test("rules test finds the minute of a stored day at which the stop was reached, after the open's noise", async () => {
  await using home = await createFilledHome();
  const { code, out } = await runProgram(["rules", "test", "stop", "--day", "2024-11-20"], home);
  strictEqual(code, 0, out.join("\n"));
  match(out[1] ?? "", /^09:05:01 +035720 +sell +36,600 +100 +sent$/);
  match(out.at(-1) ?? "", /^stop on 2024-11-20: 1 sent, .*; met 7 more times \(--all shows them\)$/);
  const all = JSON.parse(
    (await runProgram(["rules", "test", "stop", "--day", "2024-11-20", "--all", "--json"], home)).text,
  );
  deepStrictEqual(
    all.firings.map(({ at, outcome }: { at: string; outcome: string }) => `${at.slice(11, 16)} ${outcome}`),
    [
      "09:02 closed",
      "09:03 closed",
      "09:04 closed",
      "09:05 sent",
      "09:06 duplicate",
      "09:07 duplicate",
      "09:08 duplicate",
      "09:09 duplicate",
    ],
  );
});

Deno.test("rules test replays a price alarm over stored candles, and says where nothing is stored", async () => {
  await using home = await createHome();
  const openTimeMs = Date.parse("2024-11-20T03:00:00+09:00");
  const candles = [99, 101, 100].map((close, i) => ({
    openTimeMs: openTimeMs + i * MINUTE_MS,
    ...{ open: close, high: close, low: close, close, volume: 1 },
  }));
  {
    await using store = await openSqliteCandleStore({ dir: `${home.dir}/data`, clock: createSystemClock() });
    const series = { exchange: "upbit", symbol: "BTC/KRW", interval: "1m" } as const;
    await store.keep(series, { candles, closedUntilMs: openTimeMs + 3 * MINUTE_MS });
  }
  const added = JSON.parse(
    (await runProgram(["alert", "add", "btc/krw", "--above", "101", "--json"], home)).out.join("\n"),
  );
  const test = (day: string) => runProgram(["rules", "test", added.id, "--day", day, "--json"], home);
  const { firings } = JSON.parse((await test("2024-11-20")).text);
  deepStrictEqual(firings.map(({ at, price }: { at: string; price: number }) => [at, price]), [[
    "2024-11-20T03:02:00+09:00",
    101,
  ]]);
  const crossing = ["--indicator", "sma:period=1", "--crosses", "100.5", "--interval", "3m", "--json"];
  const cross = JSON.parse((await runProgram(["alert", "add", "BTC/KRW", ...crossing], home)).out.join("\n"));
  const replayed = await runProgram(["rules", "test", cross.id, "--day", "2024-11-20", "--json"], home);
  strictEqual(JSON.parse(replayed.text).looked_at, 1, "three minutes are one candle of three");
  const none = await test("2024-11-22");
  strictEqual(none.code, 2);
  match(none.err.join("\n"), /There are no candles of 2024-11-22/);
});

Deno.test("alarms are set, listed and taken away; one that says nothing or too much is refused with an example", async () => {
  await using home = await createHome();
  strictEqual((await runProgram(["alert", "list"], home)).text.trim(), "no alarm is set");
  const level = await runProgram(["alert", "add", "005930", "--below", "70,000"], home);
  match(
    level.text,
    /^the alarm a\w+ is set: 005930 at or below ₩70,000\nit hears the price of 005930 while that is in your portfolio/,
  );
  const cross = await runProgram(
    [
      "alert",
      "add",
      "BTC/KRW",
      "--indicator",
      "sma:period=5",
      "--crosses",
      "sma:period=20",
      "--interval",
      "15m",
    ],
    home,
  );
  strictEqual(cross.code, 0, cross.err.join("\n"));
  strictEqual(
    (await runProgram(["alert", "add", "005930", "--move", "3", "--within", "10", "--json"], home)).code,
    0,
  );
  const list = JSON.parse((await runProgram(["alert", "list", "--json"], home)).text);
  deepStrictEqual(list.map(({ kind }: { kind: string }) => kind).toSorted(), [
    "indicator_cross",
    "price_level",
    "price_move",
  ]);
  const said = (await runProgram(["alert", "list", "--lang", "ko"], home)).text;
  match(said, /BTC\/KRW 15분 봉에서 SMA\(5\)가 SMA\(20\)과 교차 \(할 때마다\)/);
  doesNotMatch(said, /indicator_cross|"/, "nobody reads the names of parameters");
  match(
    (await runProgram(["rules", "list"], home)).text,
    /BTC\/KRW SMA\(5\) crosses SMA\(20\) on 15m candles/,
  );
  for (const { id } of list) strictEqual((await runProgram(["alert", "remove", id], home)).code, 0);
  strictEqual((await runProgram(["alert", "remove", list[0].id], home)).code, 2);
  for (
    const wrong of [[], ["--above", "1", "--move", "2"], ["--above", "x"], [
      "--indicator",
      "rzi",
      "--crosses",
      "1",
    ], ["--indicator", "rsi"]]
  ) {
    const { code, err } = await runProgram(["alert", "add", "005930", ...wrong], home);
    strictEqual(code, 2, wrong.join(" "));
    match(err.join("\n"), /^error: Cannot set the alarm: /);
  }
});

Deno.test("an alarm that nobody could hear says so, and an option of another kind of alarm is refused, not left out", async () => {
  await using home = await createHome({ envFile: "SIGNAL_V2_MARKETS=upbit:BTC/KRW\n" });
  const add = async (...words: readonly string[]) => await runProgram(["alert", "add", ...words], home);
  match(
    (await add("DOGE/KRW", "--above", "100")).text,
    /nobody follows upbit:DOGE\/KRW yet: add it to SIGNAL_V2/,
  );
  doesNotMatch((await add("BTC/KRW", "--above", "100")).text, /nobody follows/);
  const json = await add("ETH/KRW", "--above", "100", "--json");
  strictEqual(JSON.parse(json.out.join("\n")).params.ticker, "ETH/KRW");
  match(json.err.join("\n"), /nobody follows/);
  match(
    (await add("005930", "--indicator", "rsi", "--crosses", "30", "--exchange", "upbit")).text,
    /--exchange/,
  );
  const wrong: readonly (readonly [string, readonly string[]])[] = [
    ["--within goes with --move alone", ["--above", "1", "--within", "5"]],
    ["--interval goes with --indicator alone", ["--move", "3", "--interval", "5m"]],
    ["--direction goes with --move or --indicator alone", ["--below", "1", "--direction", "up"]],
    ["--again goes with --above or --below alone", ["--move", "3", "--again"]],
    ["params.above: must be above 0", ["--above", "-5"]],
    ["params.withinMin: must be a whole number", ["--move", "3", "--within", "1.5"]],
  ];
  for (const [sentence, words] of wrong) {
    const { code, err } = await add("005930", ...words);
    deepStrictEqual([code, err.join("\n").includes(sentence)], [2, true], err.join("\n"));
  }
});

Deno.test("a file of rules tells all its faults in sentences of ours, whatever is in it, and a near name is meant", async () => {
  await using home = await createHome();
  const check = async (text: string) => {
    Deno.writeTextFileSync(`${home.dir}/rules.json`, text);
    return (await runProgram(["rules", "check", "rules.json"], home)).err.join("\n");
  };
  const all = await check(JSON.stringify({
    settings: { openQuietMin: "5" },
    rules: [
      { id: "stop", kind: "holding_stop", params: { stopPct: "7" } },
      { id: "x\u001b[2Jy", kind: "holding_stop" },
      { id: "m", kind: "screener_momentum", window: "48h" },
    ],
  }));
  match(all, /settings\.openQuietMin: must be a number/);
  match(all, /rules\[0\] \(stop\): params\.stopPct: must be a number/);
  match(all, /rules\[1\] \(x\\u001b\[2Jy\)\.id: must be 1 to 40 small letters/);
  match(all, /rules\[2\] \(m\)\.window: must be one of trading_day, 24h/);
  doesNotMatch(all, /Invalid|expected/);
  strictEqual(all.includes("\u001b"), false);
  match(await check(" \n"), /it is empty; \{"rules": \[\]\} is a file without rules/);
  match(await check("[]"), /the file: must be an object/);
  const near = await runProgram(["rules", "explain", "holding_stp"], home);
  deepStrictEqual([near.code, near.err.join("\n")], [
    2,
    'error: There is no rule "holding_stp"; did you mean holding_stop?',
  ]);
});

Deno.test("signals simulate shows the score of a stored minute with its evidence, and sends and stores nothing", async () => {
  await using home = await createFilledHome();
  const simulate = (at: string, ...more: string[]) =>
    runProgram(
      ["signals", "simulate", "--rule", "momentum", "--ticker", "005930", "--at", at, ...more],
      home,
    );
  const shown = JSON.parse((await simulate("2024-11-20T09:06", "--json")).text);
  deepStrictEqual([shown.fires, shown.score, shown.delivered, shown.action], [true, 73, false, "buy"]);
  deepStrictEqual(shown.evidence.map(({ key }: { key: string }) => key), [
    "screener",
    "volume",
    "news",
    "change",
    "price",
  ]);
  match((await simulate("2024-11-20T09:06")).text, /nothing was sent$/);
  match((await simulate("2024-11-20T07:00")).text, /says nothing of 005930/);
  strictEqual((await runProgram(["signals", "claims"], home)).text.trim(), "nothing was sent yet");
  match((await runProgram(["signals", "list"], home)).text, /no rule has fired yet/);
});
