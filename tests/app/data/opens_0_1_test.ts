/** Whatever 0.1 wrote, today's program reads back; the figures are those that stood there. */
import { OWNER } from "../../../src/core/actor.ts";
import assert from "node:assert/strict";
import { OWNER_STEP } from "../../../src/app/data/owner_step.ts";
import { SIGNAL_STEPS } from "../../../src/app/data/signal_schema.ts";
import { openStore } from "../../../src/app/data/store.ts";
import { createBacktestShelf } from "../../../src/backtest/saved_backtests.ts";
import { openBacktestStore } from "../../../src/backtest/store/sqlite_backtest_store.ts";
import { openSqliteCandleStore } from "../../../src/market/store/sqlite_candle_store.ts";
import { openDatabase } from "../../../src/sqlite/driver.ts";
import { migrate } from "../../../src/sqlite/migrations.ts";
import type { Database } from "../../../src/sqlite/sql.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";
import { unpackData01 } from "../../support/data_0_1.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { createHome, runProgram } from "../../support/program.ts";
import { journalOf, signalsOf, tableOf } from "../../support/owned.ts";

const clock = new ManualClock("2026-12-01T09:00:00+09:00");
const ms = (time: string) => Date.parse(`${time}+09:00`);

async function makeData01(): Promise<Disposable & { dir: string }> {
  const temp = makeTempDir();
  await unpackData01(temp.path);
  return { dir: temp.path, [Symbol.dispose]: () => temp[Symbol.dispose]() };
}

const text = (db: Database, sql: string) => db.prepare(sql).rows().map(([value]) => String(value));

Deno.test("every row of every table that 0.1 wrote is in signal_v2.db after the upgrade, and in the copy from before it", async () => {
  using data = await makeData01();
  const path = `${data.dir}/signal_v2.db`;
  const before = openDatabase(path);
  const tables = text(before, "SELECT name FROM sqlite_master WHERE type = 'table'");
  const queries = tables.map((table) => {
    const columns = text(before, `SELECT name FROM pragma_table_info('${table}')`);
    return `SELECT ${columns.join(", ")} FROM ${table} ORDER BY ${columns.slice(0, 2).join(", ")}`;
  });
  const written = queries.map((sql) => before.prepare(sql).rows());
  assert.deepEqual(before.prepare("PRAGMA user_version").rows(), [[2]]);
  before.close();
  assert.deepEqual(Object.fromEntries(tables.map((table, i) => [table, written[i]?.length])), {
    signal_dedup: 3,
    snapshot: 3,
    strategies: 3,
    strategy_changes: 1,
    strategy_state: 2,
    strategy_status: 2,
    advice: 6,
    paper_trade: 3,
    paper_equity: 8,
  });

  await (await openStore({ dir: data.dir, clock }))[Symbol.asyncDispose]();
  const copy = `${path}.before-v${SIGNAL_STEPS.length}-20261201-090000`;
  for (const [file, version] of [[path, SIGNAL_STEPS.length], [copy, 2]] as const) {
    const db = openDatabase(file);
    try {
      assert.deepEqual(db.prepare("PRAGMA user_version").rows(), [[version]]);
      assert.deepEqual(db.prepare("PRAGMA integrity_check").rows(), [["ok"]]);
      assert.deepEqual(queries.map((sql) => db.prepare(sql).rows()), written);
    } finally {
      db.close();
    }
  }
});

function countOf01(dir: string): number {
  const db = openDatabase(`${dir}/signal_v2.db`);
  const [counter] = text(db, "SELECT counter FROM strategy_changes");
  db.close();
  return Number(counter);
}

Deno.test("what 0.1 wrote belongs to the one owner, under keys that begin with it, and nobody is named as its author", async () => {
  using data = await makeData01();
  const counterOf01 = countOf01(data.dir);
  await (await openStore({ dir: data.dir, clock }))[Symbol.asyncDispose]();
  const db = openDatabase(`${data.dir}/signal_v2.db`);
  try {
    const tables = [
      "signal_dedup",
      "strategies",
      "strategy_state",
      "strategy_status",
      "advice",
      "paper_trade",
    ];
    for (const table of [...tables, "paper_equity"]) {
      assert.deepEqual(text(db, `SELECT DISTINCT owner FROM ${table}`), [OWNER], table);
      const keys = text(db, `SELECT name FROM pragma_table_info('${table}') WHERE pk > 0 ORDER BY pk`);
      assert.equal(keys[0], "owner", table);
    }
    assert.deepEqual(db.prepare("SELECT actor FROM signal_dedup WHERE actor IS NOT NULL").rows(), []);
    assert.deepEqual(db.prepare("PRAGMA foreign_key_check").rows(), []);
    db.prepare("INSERT INTO strategies (owner, id, kind, symbol) VALUES ('a', 'dca_eth', 'dca', 'X/KRW')")
      .run();
    db.prepare("DELETE FROM strategies WHERE owner = 'owner' AND id = 'btc-cross'").run();
    assert.deepEqual(db.prepare("SELECT count(*) FROM advice WHERE strategy_id = 'btc-cross'").rows(), [[0]]);
    assert.deepEqual(text(db, "SELECT counter FROM strategy_changes"), [String(counterOf01 + 2)]);
  } finally {
    db.close();
  }
});

Deno.test("rows of a strategy that somebody deleted by hand do not keep the rest from the upgrade", async () => {
  using data = await makeData01();
  const path = `${data.dir}/signal_v2.db`;
  const before = openDatabase(path);
  before.exec("PRAGMA foreign_keys = OFF; DELETE FROM strategies WHERE id = 'btc-cross'");
  before.close();
  await using store = await openStore({ dir: data.dir, clock });
  const { table, journal } = store.strategies;
  assert.deepEqual((await table.list(OWNER)).map(({ id }) => id), ["dca_eth", "eth-rsi"]);
  assert.deepEqual(await journal.trades(OWNER, { id: "btc-cross", limit: 9 }), []);
  assert.equal((await journal.trades(OWNER, { id: "eth-rsi", limit: 9 })).length, 2);
  const copy = openDatabase(`${path}.before-v${SIGNAL_STEPS.length}-20261201-090000`);
  try {
    assert.deepEqual(
      text(copy, "SELECT count(*) FROM paper_trade WHERE strategy_id = 'btc-cross'"),
      ["1"],
      "the copy from before has them",
    );
  } finally {
    copy.close();
  }
});

Deno.test("a row that the copying of a table would lose takes the whole upgrade back", async () => {
  using data = await makeData01();
  const path = `${data.dir}/signal_v2.db`;
  const before = openDatabase(path);
  const count = () => text(before, "SELECT count(*) FROM paper_trade")[0];
  const rows = count();
  // A step that drops a row on its way.
  const lossy = OWNER_STEP.replace(/(FROM paper_trade WHERE .*);/, "$1 LIMIT 1;");
  assert.notEqual(lossy, OWNER_STEP);
  assert.throws(
    () => migrate(before, [...SIGNAL_STEPS.slice(0, -1), lossy]),
    /every_row_is_kept/,
  );
  assert.equal(count(), rows);
  assert.deepEqual(before.prepare("PRAGMA user_version").rows(), [[2]]);
  before.close();
});

Deno.test("the store reads signals, answers, strategies, advice, trades and equity of 0.1, and goes on with them", async () => {
  using data = await makeData01();
  await using store = await openStore({ dir: data.dir, clock });
  const rows = new Map((await signalsOf(store).list({ limit: 10 })).map((row) => [row.ticker, row]));
  assert.deepEqual(
    [rows.get("005930")?.state, rows.get("005930")?.confidence, rows.get("005930")?.lastSentMs],
    ["sent", 0.82, 1795134001842],
  );
  assert.equal(rows.get("000660")?.claimId, "60cb4c44-8050-4a6b-acbe-b34da8731fe7");
  assert.equal(rows.size, 3);
  assert.equal(await signalsOf(store).isRecent("035720", "sell", 24 * 30), true);

  const snapshots = await store.snapshots.loadAll();
  assert.deepEqual(snapshots.map(({ sourceId }) => sourceId).toSorted(), [
    "news_sentiment",
    "portfolio",
    "screener_preview",
  ]);
  assert.match(
    snapshots.find(({ sourceId }) => sourceId === "portfolio")?.payloadText ?? "",
    /"total_value":50398750,/,
  );

  assert.deepEqual((await tableOf(store).list()).map(({ id }) => id).toSorted(), [
    "btc-cross",
    "dca_eth",
    "eth-rsi",
  ]);
  assert.deepEqual((await tableOf(store).find("btc-cross"))?.params, {
    fast: 5,
    slow: 15,
    stop_loss: 0.01,
    take_profit: 0.02,
  });
  const book = journalOf(store);
  assert.equal((await book.load("btc-cross"))?.cursorMs, 1795135320000);
  const [advice] = (await book.advice("btc-cross", 10)).toSorted((a, b) => a.number - b.number);
  assert.equal(advice?.reason, "The sma of 5 bars rose above that of 15 at 153742000.");
  assert.equal(advice?.stopPrice, 152204580);
  const trades = ["btc-cross", "eth-rsi", "dca_eth"].map((id) => book.trades(id, 10));
  assert.deepEqual((await Promise.all(trades)).map(({ length }) => length), [1, 2, 0]);
  assert.equal((await book.trades("btc-cross", 1))[0]?.fees, 9983.435275239997);
  assert.deepEqual(
    (await book.equity("btc-cross", 10)).map(({ equity }) => equity).toSorted((a, b) => b - a),
    [10000000, 10000000, 9988049.884376189, 9966884.49996476],
  );

  const claim = await signalsOf(store).claim({ ticker: "000660", action: "sell" });
  assert.ok(
    claim !== undefined && await signalsOf(store).confirm(claim.id),
    "the claim that 0.1 left is taken up",
  );
});

Deno.test("candles of 0.1 are all there, closed, covered and sound", async () => {
  using data = await makeData01();
  await using store = await openSqliteCandleStore({ dir: data.dir, clock });
  const span = { fromMs: ms("2026-11-20T07:00:00"), toMs: ms("2026-11-20T09:42:00") };
  const sums: unknown[] = [];
  for (const { series } of await store.list()) {
    const candles = await store.read(series, span);
    sums.push([series.symbol, candles.length, candles.reduce((sum, { close }) => sum + close, 0)]);
  }
  assert.deepEqual(sums, [
    ["BTC/KRW", 162, 25096364000],
    ["ETH/KRW", 162, 820112000],
    ["XRP/KRW", 141, 445469],
  ]);
  for (const { series } of await store.list()) {
    assert.deepEqual(await store.coverage(series, span), [{ ...span, kind: "fetched", reason: undefined }]);
  }
});

Deno.test("a saved backtest, its report and a sweep of 0.1 are read, and the sweep knows its runs", async () => {
  using data = await makeData01();
  await using store = await openBacktestStore({ dir: data.dir, clock });
  assert.match(JSON.stringify(await store.backtests.result(OWNER, 1)), /9939190\.28849599/);
  assert.equal((await store.sweeps.list(OWNER, 10)).length, 1);
  assert.deepEqual(
    (await store.sweeps.runs(OWNER, 1)).map(({ params }) => params),
    [{ fast: 3, slow: 20 }, { fast: 5, slow: 20 }],
  );
  const shelf = createBacktestShelf(store.backtests);
  const [entry, ...more] = await shelf.list();
  assert.deepEqual(more, []);
  assert.deepEqual([entry?.strategy, entry?.market, entry?.trades], ["ma_cross", "BTC/KRW", 2]);
  for (const lang of ["ko", "en"] as const) assert.match(await shelf.html(1, lang) ?? "", /ma_cross/);
});

/** What each command says over a fresh copy of the directory. */
const COMMANDS: readonly { args: readonly string[]; says: readonly RegExp[] }[] = [
  {
    args: ["signals", "claims"],
    says: [
      /005930 +buy +sent +0\.82 +2026-11-20T09:20:01\.842\+09:00/,
      /035720 +sell +sent +0\.71/,
      /000660 +sell/,
    ],
  },
  {
    args: ["strategy", "list"],
    says: [/btc-cross .+upbit:BTC\/KRW .+9,976,874/, /dca_eth/, /eth-rsi .+10,002,793/],
  },
  {
    args: ["strategy", "status", "btc-cross"],
    says: [/2026-11-20T09:37 +long +0\.06497771 +153,822,000 +153,466,000 +−33,116/],
  },
  { args: ["candles", "list"], says: [/BTC\/KRW +1m +162 +2026-11-20T07:00/, /XRP\/KRW +1m +141/] },
  { args: ["candles", "verify"], says: [/^465 candles: all is well/m] },
  { args: ["backtest", "list"], says: [/^1 +2026-11-30 15:10 +ma_cross +BTC\/KRW 1m +−0\.61%/m] },
  { args: ["backtest", "show", "1"], says: [/"end_equity": 9939190\.28849599/, /"version": "0\.1\.0"/] },
  { args: ["backtest", "show", "1", "--html", "-"], says: [/<html lang="ko"/, /ma_cross/] },
  {
    args: ["backtest", "sweep", "--resume", "1"],
    says: [/sweep 1: 2 runs, 2 from before, all of them were there/],
  },
];

Deno.test("each command that reads says of 0.1's files what stood in them", async () => {
  await using home = await createHome();
  await unpackData01(`${home.dir}/data`);
  for (const { args, says } of COMMANDS) {
    const { code, text } = await runProgram(args, { dir: home.dir });
    assert.equal(code, 0, `${args.join(" ")}: ${text}`);
    for (const sentence of says) assert.match(text, sentence, args.join(" "));
  }
  const copies = [...Deno.readDirSync(`${home.dir}/data`)].filter(({ name }) => name.includes(".before-v"));
  assert.deepEqual(
    copies.map(({ name }) => name.split(".before-v")[0]).toSorted(),
    ["backtests.db", "candles.db", "signal_v2.db"],
    "one upgrade of a file, one copy of it",
  );
});
