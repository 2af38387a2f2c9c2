/** A write that fails, or a kill between two of them, leaves no signal that nobody takes up, or takes up wrongly. */
import { deepStrictEqual, match, rejects, strictEqual } from "node:assert/strict";
import type { Log } from "../../../src/core/log.ts";
import { SqlError } from "../../../src/sqlite/sql_error.ts";
import { NOW_MS, piece } from "../signal_parts.ts";
import {
  type Bench,
  CONFIRM,
  fired,
  found,
  leaveFired,
  momentAt,
  openBench,
  REJECT,
  STOP,
  withDatabase,
} from "./pipeline_parts.ts";

const rowsOf = async ({ store }: Bench) =>
  (await store.list("owner", { limit: 10 })).map(({ ticker, state, reason }) => [ticker, state, reason]);
const never = () => new Promise<never>(() => {});
const INBOUND = { sender: "tradingview" };

/** From now on that write fails, as on a full disk. @returns what ends it. */
function failing({ dir }: Bench, on: string, when = "1"): () => void {
  const sql = `CREATE TRIGGER broken BEFORE ${on} WHEN ${when}
    BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`;
  withDatabase(dir, (db) => db.exec(sql));
  return () => withDatabase(dir, (db) => db.exec("DROP TRIGGER broken"));
}

Deno.test("when one of several cannot be begun none is written down, and all of them begin at the next look", async () => {
  await using bench = await openBench();
  const mend = failing(bench, "INSERT ON agent_decisions", "(SELECT count(*) FROM agent_decisions) = 1");
  const two = [{}, { ticker: "000660" }];
  await rejects(bench.pipeline.take(found(bench.clock, two)), /disk is full/);
  deepStrictEqual([await rowsOf(bench), await bench.claims()], [[], []]);
  mend();
  const { taken } = await bench.pipeline.take(found(bench.clock, two));
  deepStrictEqual(taken.map(({ outcome }) => outcome), ["begun", "begun"]);
  await bench.pipeline.settled();
  deepStrictEqual(bench.sent.map(({ ticker }) => ticker).toSorted(), ["000660", "005930"]);
});

Deno.test("fault 34: apart, one that cannot be stored is put aside with a reason, and the others begin", async () => {
  const lines: string[] = [];
  const log: Log = { write: (level, _event, message) => void (level === "error" && lines.push(message)) };
  await using bench = await openBench({ log });
  failing(
    bench,
    "INSERT ON agent_decisions",
    "(SELECT ticker FROM signal WHERE id = new.signal_id) = '000660'",
  );
  const three = [{}, { ticker: "000660" }, { ticker: "035420" }];
  const { taken } = await bench.pipeline.take({ ...found(bench.clock, three), isApart: true });
  deepStrictEqual(taken.map(({ outcome }) => outcome), ["begun", "failed", "begun"]);
  await bench.pipeline.settled();
  deepStrictEqual(bench.sent.map(({ ticker }) => ticker).toSorted(), ["005930", "035420"]);
  const rows = await rowsOf(bench);
  deepStrictEqual(rows.find(([ticker]) => ticker === "000660"), ["000660", "skipped", "failed"]);
  deepStrictEqual((await bench.claims()).map(({ ticker }) => ticker).toSorted(), ["005930", "035420"]);
  strictEqual(lines.length, 1);
  match(lines[0] ?? "", /buy 000660 of the rule momentum is put aside: database or disk is full/);
});

Deno.test("fault 34: one whose message cannot be made is put aside, and so is one of which no row can be written at all", async () => {
  await using bench = await openBench({
    enqueue(_tx, { ticker }) {
      if (ticker === STOP.ticker) throw new TypeError("Cannot read properties of undefined");
      return 1;
    },
  });
  failing(bench, "INSERT ON signal", "new.ticker = '000660'");
  const firings = [STOP, { ...STOP, ticker: "005930" }, { ticker: "000660" }];
  const { taken } = await bench.pipeline.take({ ...found(bench.clock, firings), isApart: true });
  deepStrictEqual(taken.map(({ outcome }) => outcome), ["failed", "begun", "failed"]);
  const rows = await rowsOf(bench);
  deepStrictEqual(rows.toSorted(), [["005930", "queued", undefined], ["035720", "skipped", "failed"]]);
});

Deno.test("apart, a memory that takes nothing at all puts nothing aside: all of it comes again", async () => {
  await using bench = await openBench({
    enqueue: () => {
      throw new SqlError("full", "database or disk is full");
    },
  });
  await rejects(bench.pipeline.take({ ...found(bench.clock, [STOP, {}]), isApart: true }), /full/);
  deepStrictEqual([await rowsOf(bench), await bench.claims()], [[], []]);
});

Deno.test("what its rule remembers is stored with what has begun, or not at all", async () => {
  await using bench = await openBench();
  await bench.store.saveFileRules("owner", [{ id: "momentum", json: {} }], NOW_MS);
  const remembered = async () => (await bench.store.rules("owner"))[0]?.memory;
  const mend = failing(bench, "INSERT ON agent_decisions");
  const memory = { seen: 1 };
  await rejects(bench.pipeline.take(found(bench.clock, [{}], { memory })), /disk is full/);
  deepStrictEqual(await remembered(), {});
  mend();
  await bench.pipeline.take(found(bench.clock, [{}], { memory }));
  deepStrictEqual(await remembered(), memory);
});

Deno.test("a muted signal of another program whose skip cannot be written is not written down at all, and nothing of it goes out after a restart", async () => {
  await using bench = await openBench();
  const mutes = [{ ticker: "005930", untilMs: NOW_MS + 3_600_000 }];
  const muted = () =>
    found(bench.clock, [{ occasion: "tv-1" }], { ...INBOUND, moment: { ...momentAt(bench.clock), mutes } });
  const inserts = failing(bench, "INSERT ON signal", "new.state = 'skipped'");
  await rejects(bench.pipeline.take(muted()), /disk is full/);
  inserts();
  // The way of a version that wrote it down first.
  const updates = failing(bench, "UPDATE ON signal", "new.state = 'skipped'");
  const { taken } = await bench.pipeline.take(muted());
  updates();
  deepStrictEqual(taken.map(({ outcome }) => outcome), ["muted"]);
  const again = bench.restart();
  await again.resume(momentAt(bench.clock));
  await again.settled();
  deepStrictEqual([await rowsOf(bench), bench.sent], [[["005930", "skipped", "muted"]], []]);
});

Deno.test("one that an earlier version only wrote down is begun when it comes again, and keeps its id", async () => {
  await using bench = await openBench();
  const left = fired(bench.clock, { sender: "tradingview", ref: "tv-1" });
  leaveFired(bench.dir, left);
  const { taken } = await bench.pipeline.take(found(bench.clock, [{ occasion: "tv-1" }], INBOUND));
  deepStrictEqual(taken.map(({ outcome }) => outcome), ["begun"]);
  await bench.pipeline.settled();
  deepStrictEqual(bench.sent.map(({ signalId }) => signalId), [left.id]);
  deepStrictEqual(bench.questions.map(({ signalId }) => signalId), [left.id]);
  const again = await bench.pipeline.take(found(bench.clock, [{ occasion: "tv-1" }], INBOUND));
  deepStrictEqual(again.taken.map(({ outcome }) => outcome), ["known"]);
});

for (
  const [reason, moment] of [
    ["muted", { mutes: [{ ticker: "005930", untilMs: NOW_MS + 3_600_000 }] }],
    ["paused", { mutes: [{ ticker: "*", untilMs: NOW_MS + 3_600_000 }] }],
    ["closed", { session: undefined }],
    ["stale", { nowMs: NOW_MS + 500_000 }],
  ] as const
) {
  Deno.test(`what was only written down before a restart is not sent when the gate says ${reason} now`, async () => {
    await using bench = await openBench();
    leaveFired(bench.dir, fired(bench.clock, { sender: "tradingview", evidence: [piece()] }));
    await bench.pipeline.resume({ ...momentAt(bench.clock), ...moment });
    await bench.pipeline.settled();
    deepStrictEqual([await rowsOf(bench), bench.sent], [[["005930", "skipped", reason]], []]);
  });
}

Deno.test("one over whose judging the program ended is not sent when it was muted meanwhile, and its pair is free", async () => {
  await using bench = await openBench();
  bench.answer = never;
  await bench.pipeline.take(found(bench.clock, [{}]));
  await bench.pipeline[Symbol.asyncDispose]();
  bench.answer = CONFIRM;
  const again = bench.restart();
  const mutes = [{ ticker: "005930", untilMs: NOW_MS + 3_600_000 }];
  await again.resume({ ...momentAt(bench.clock), mutes });
  await again.settled();
  deepStrictEqual([await rowsOf(bench), bench.sent], [[["005930", "expired", "muted"]], []]);
  deepStrictEqual(await bench.claims(), []);
  strictEqual(bench.questions.length, 1);
});

for (const [ticker, reason] of [["005930", "muted"], ["*", "paused"]] as const) {
  Deno.test(`one that is ${reason} while a judge is being asked does not go out, its answer is kept and its pair is free`, async () => {
    await using bench = await openBench();
    const asked = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<typeof CONFIRM>();
    bench.answer = () => (asked.resolve(), answered.promise);
    await bench.pipeline.take(found(bench.clock, [{}, STOP]));
    await asked.promise;
    const untilMs = NOW_MS + 3_600_000;
    await bench.store.mute("owner", { ticker, untilMs, setAtMs: NOW_MS, actor: "telegram:1" });
    answered.resolve(CONFIRM);
    await bench.pipeline.settled();
    const rows = await rowsOf(bench);
    deepStrictEqual(rows.find(([of]) => of === "005930"), ["005930", "expired", reason]);
    // What protects is not quieted, and neither is the word about it.
    deepStrictEqual(bench.sent.map(({ ticker, kind }) => [ticker, kind]), [
      [STOP.ticker, "signal"],
      [STOP.ticker, "opinion"],
    ]);
    const decisions = await bench.store.listDecisions("owner", { limit: 5, raw: "CONFIRM" });
    strictEqual(decisions.length, 2);
    deepStrictEqual((await bench.claims()).map(({ ticker }) => ticker), [STOP.ticker]);
  });
}

/** Its first messages cannot be written. */
async function openFailing(times: number, log?: Log): Promise<Bench> {
  const sent: Bench["sent"] = [];
  let left = times;
  const bench = await openBench({
    ...(log === undefined ? {} : { log }),
    enqueue(_tx, facts) {
      if (left-- > 0) throw new Error("database or disk is full");
      return sent.push(facts);
    },
  });
  return Object.assign(bench, { sent });
}

Deno.test("an answer that cannot be stored is stored later, ever less often, and the judge is asked once", async () => {
  const lines: string[] = [];
  await using bench = await openFailing(3, { write: (_level, _event, text) => void lines.push(text) });
  await bench.pipeline.take(found(bench.clock, [{}]));
  await bench.pipeline.settled();
  for (const [waitMs, state] of [[1_000, "judging"], [5_000, "judging"], [15_000, "queued"]] as const) {
    await bench.clock.advance(waitMs - 1);
    await bench.pipeline.settled();
    strictEqual((await rowsOf(bench))[0]?.[1], "judging");
    await bench.clock.advance(1);
    await bench.pipeline.settled();
    strictEqual((await rowsOf(bench))[0]?.[1], state);
  }
  deepStrictEqual([bench.sent.map(({ kind }) => kind), bench.questions.length], [["signal"], 1]);
  deepStrictEqual(lines.filter((line) => /stored again/.test(line)), [
    "What became of signal S-1120-01 is stored again in 1 s: database or disk is full",
    "What became of signal S-1120-01 is stored again in 5 s: database or disk is full",
    "What became of signal S-1120-01 is stored again in 15 s: database or disk is full",
  ]);
});

Deno.test("an answer that cannot be stored in the signal's time sends nothing, and its pair is free again", async () => {
  await using bench = await openFailing(99);
  await bench.pipeline.take(found(bench.clock, [{}]));
  await bench.pipeline.settled();
  // Ten minutes are its time.
  for (let s = 0; s < 700; s += 20) {
    await bench.clock.advance(20_000);
    await bench.pipeline.settled();
  }
  deepStrictEqual(await rowsOf(bench), [["005930", "expired", "late_answer"]]);
  deepStrictEqual([await bench.claims(), bench.sent], [[], []]);
});

Deno.test("an opinion that cannot be stored is stored later, and what it is about goes out once", async () => {
  await using bench = await openBench();
  bench.answer = REJECT;
  const mend = failing(bench, "UPDATE ON agent_decisions", "new.raw = 'REJECT'");
  await bench.pipeline.take(found(bench.clock, [STOP]));
  await bench.pipeline.settled();
  deepStrictEqual(bench.sent.map(({ kind }) => kind), ["signal"]);
  mend();
  await bench.clock.advance(1_000);
  await bench.pipeline.settled();
  deepStrictEqual(bench.sent.map(({ kind }) => kind), ["signal", "opinion"]);
});

Deno.test("an answer that waited to be stored when the program ended is found at the next start", async () => {
  await using bench = await openFailing(1);
  await bench.pipeline.take(found(bench.clock, [{}]));
  await bench.pipeline.settled();
  await bench.pipeline[Symbol.asyncDispose]();
  strictEqual(bench.clock.sleeping, 0);
  const again = bench.restart();
  await again.resume(momentAt(bench.clock));
  await again.settled();
  deepStrictEqual(await rowsOf(bench), [["005930", "queued", undefined]]);
  deepStrictEqual(bench.sent.map(({ kind }) => kind), ["signal"]);
});

Deno.test("who looks for what was left behind leaves alone what is being judged or waits to be stored", async () => {
  await using bench = await openFailing(1);
  await bench.pipeline.take(found(bench.clock, [{}]));
  await bench.pipeline.settled();
  const judged = Promise.withResolvers<typeof CONFIRM>();
  bench.answer = () => judged.promise;
  await bench.pipeline.take(found(bench.clock, [{ ticker: "000660" }]));
  await bench.pipeline.takeUp(momentAt(bench.clock));
  judged.resolve(CONFIRM);
  await bench.clock.advance(1_000);
  await bench.pipeline.settled();
  deepStrictEqual((await rowsOf(bench)).map(([, state]) => state), ["queued", "queued"]);
  deepStrictEqual([bench.sent.length, bench.questions.length], [2, 2]);
});

Deno.test("one that cannot be taken up is left for the next time and holds up no other", async () => {
  await using bench = await openBench();
  const over = { firedAtMs: NOW_MS - 900_000, validUntilMs: NOW_MS - 300_000 };
  leaveFired(bench.dir, fired(bench.clock, { ...over, sender: "a" }));
  leaveFired(
    bench.dir,
    fired(bench.clock, { id: "01KAG0000000000000000000AB", sender: "b", ticker: "000660" }),
  );
  const mend = failing(bench, "UPDATE ON signal", "new.state = 'expired'");
  await bench.pipeline.resume(momentAt(bench.clock));
  await bench.pipeline.settled();
  const before = await rowsOf(bench);
  deepStrictEqual(before.map(([, state]) => state).toSorted(), ["fired", "queued"]);
  mend();
  await bench.pipeline.takeUp(momentAt(bench.clock));
  deepStrictEqual((await rowsOf(bench)).map(([, state]) => state).toSorted(), ["expired", "queued"]);
});
