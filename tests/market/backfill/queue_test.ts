import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import type { SeriesKey, Span } from "../../../src/core/candle.ts";
import { MINUTE_MS } from "../../../src/core/kst.ts";
import type { CandlePage, CandleQuestion } from "../../../src/exchanges/exchange.ts";
import { type BackfillOutcome, BackfillQueue } from "../../../src/market/backfill/queue.ts";
import { ManualClock, settle } from "../../support/manual_clock.ts";
import { MemoryCandleStore } from "../../support/memory_candle_store.ts";

const T0 = Date.parse("2024-03-01T00:00:00Z");
const PAGE_MS = 10 * MINUTE_MS;
const pages = (from: number, to: number): Span => ({ fromMs: T0 + from * PAGE_MS, toMs: T0 + to * PAGE_MS });
const history = (from: number, to: number) => ({ span: pages(from, to), priority: "history" as const });
const repair = (from: number, to: number) => ({ span: pages(from, to), priority: "repair" as const });

function series(base: string): SeriesKey {
  return { exchange: "fake", symbol: `${base}/KRW`, interval: "1m" };
}

/** Every question waits until the test answers it. */
class Scene {
  readonly keeper = new MemoryCandleStore();
  /** `A 3` for the page that ends with page 3 of A, in order of the questions. */
  readonly asked: string[] = [];
  readonly ended: string[] = [];
  /** What the next answers say of the time. */
  readonly answeredAtMs: number[] = [];
  #waiting: { key: string; answer: () => void }[] = [];
  readonly desk: BackfillQueue;

  constructor(parallel = 2) {
    this.desk = new BackfillQueue({
      exchangeOf: (id) =>
        id === "fake" ? { id, pageLimit: 10, fetchCandles: (question) => this.#take(question) } : undefined,
      keeper: this.keeper,
      clock: new ManualClock(T0 + 1_000 * PAGE_MS),
      parallel,
      onEnd: ({ series: { symbol } }, { kind }) => this.ended.push(`${symbol[0]} ${kind}`),
    });
  }

  get open(): readonly string[] {
    return this.#waiting.map(({ key }) => key);
  }

  /** Answers the oldest open question of a series, or of any. */
  async answer(base?: string): Promise<void> {
    await settle();
    const at = this.#waiting.findIndex(({ key }) => base === undefined || key.startsWith(base));
    this.#waiting.splice(at, 1)[0]?.answer();
    await settle();
  }

  async answerAll(): Promise<void> {
    await settle();
    while (this.#waiting.length > 0) await this.answer();
  }

  #take({ symbol, span, signal }: CandleQuestion): Promise<CandlePage> {
    const { promise, resolve, reject } = Promise.withResolvers<CandlePage>();
    const key = `${symbol[0]} ${(span.toMs - T0) / PAGE_MS}`;
    this.asked.push(key);
    const covered = { fromMs: Math.max(span.fromMs, span.toMs - PAGE_MS), toMs: span.toMs };
    this.#waiting.push({
      key,
      answer: () => resolve({ candles: [], covered, answeredAtMs: this.answeredAtMs.shift() }),
    });
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    return promise;
  }
}

Deno.test("BackfillDesk runs two series at once, and one series never twice", async () => {
  const scene = new Scene();
  await using desk = scene.desk;
  void desk.ask(series("A"), history(0, 2));
  void desk.ask(series("A"), history(5, 6));
  void desk.ask(series("B"), history(0, 1));
  void desk.ask(series("C"), history(0, 1));
  await settle();
  deepStrictEqual(scene.open, ["A 2", "B 1"]);
  deepStrictEqual(desk.status().queued.map(({ series: { symbol } }) => symbol), ["A/KRW", "C/KRW"]);
  await scene.answer("B");
  deepStrictEqual(scene.open, ["A 2", "C 1"]);
  await scene.answerAll();
  await desk.settle();
  deepStrictEqual(scene.asked, ["A 2", "B 1", "C 1", "A 1", "A 6"]);
  deepStrictEqual(desk.status(), { running: [], queued: [] });
});

Deno.test("BackfillDesk makes one of wishes that touch, and answers both", async () => {
  const scene = new Scene(1);
  await using desk = scene.desk;
  void desk.ask(series("Z"), history(0, 1));
  const wishes = [history(0, 2), history(2, 3), history(1, 2)].map((wish) => desk.ask(series("A"), wish));
  strictEqual(desk.status().queued.length, 1);
  await scene.answerAll();
  const outcomes = await Promise.all(wishes);
  assertTrue(outcomes.every((outcome) => outcome.kind === "ran" && outcome.isDone && outcome.pages === 3));
  deepStrictEqual(scene.asked, ["Z 1", "A 3", "A 2", "A 1"]);
});

Deno.test("BackfillDesk lets a repair go first, also between two pages of a history of the same series", async () => {
  const scene = new Scene();
  await using desk = scene.desk;
  const deep = desk.ask(series("A"), history(0, 4));
  await scene.answer();
  const gap = desk.ask(series("A"), repair(8, 9));
  await scene.answer();
  deepStrictEqual(scene.open, ["A 9"]);
  await scene.answer();
  strictEqual((await gap).kind, "ran");
  await scene.answerAll();
  const outcome = await deep;
  assertTrue(outcome.kind === "ran" && outcome.isDone);
  strictEqual(outcome.pages, 4);
  deepStrictEqual(scene.asked, ["A 4", "A 3", "A 9", "A 2", "A 1"]);
});

Deno.test("BackfillDesk tells of a wrong clock also when it showed before the history made room", async () => {
  const scene = new Scene(1);
  await using desk = scene.desk;
  scene.answeredAtMs.push(T0 + 999 * PAGE_MS);
  const deep = desk.ask(series("A"), history(0, 2));
  void desk.ask(series("B"), repair(0, 1));
  await scene.answerAll();
  const outcome = await deep;
  assertTrue(outcome.kind === "ran" && outcome.isDone);
  deepStrictEqual([outcome.skewMs, scene.asked], [PAGE_MS - 1_000, ["A 2", "B 1", "A 1"]]);
});

Deno.test("BackfillDesk gives the place of a history to a repair of another series", async () => {
  const scene = new Scene(1);
  await using desk = scene.desk;
  void desk.ask(series("A"), history(0, 3));
  void desk.ask(series("B"), history(0, 1));
  void desk.ask(series("C"), repair(0, 1));
  await scene.answerAll();
  deepStrictEqual(scene.asked, ["A 3", "C 1", "A 2", "A 1", "B 1"]);
});

Deno.test("BackfillDesk tells what runs and how far it is", async () => {
  const scene = new Scene();
  await using desk = scene.desk;
  void desk.ask(series("A"), history(0, 4));
  await scene.answer();
  const [running] = desk.status().running;
  deepStrictEqual(running?.series, series("A"));
  deepStrictEqual([running?.progress?.doneMs, running?.progress?.totalMs], [PAGE_MS, 4 * PAGE_MS]);
  await scene.answerAll();
});

Deno.test("BackfillDesk answers a wish for an exchange that it does not know, and goes on", async () => {
  const scene = new Scene(1);
  await using desk = scene.desk;
  const unknown = await desk.ask({ ...series("A"), exchange: "moon" }, history(0, 1));
  assertTrue(unknown.kind === "failed" && String(unknown.error).includes('no exchange "moon"'));
  const next = desk.ask(series("B"), history(0, 1));
  await scene.answerAll();
  strictEqual((await next).kind, "ran");
  deepStrictEqual(scene.ended, ["A failed", "B ran"]);
});

Deno.test("BackfillDesk refuses more than a thousand waiting wishes", async () => {
  const scene = new Scene(1);
  await using desk = scene.desk;
  const wishes: Promise<BackfillOutcome>[] = [];
  for (let i = 0; i <= 1_001; i++) wishes.push(desk.ask(series("A"), repair(3 * i, 3 * i + 1)));
  const last = await wishes.at(-1);
  strictEqual(last?.kind, "failed");
});

Deno.test("BackfillDesk ends what runs and what waits when it is closed, and takes nothing more", async () => {
  const scene = new Scene(1);
  const running = scene.desk.ask(series("A"), history(0, 3));
  const waiting = scene.desk.ask(series("B"), history(0, 3));
  await scene.answer();
  await scene.desk[Symbol.asyncDispose]();
  deepStrictEqual([(await running).kind, (await waiting).kind], ["closed", "closed"]);
  deepStrictEqual(await scene.desk.ask(series("A"), history(0, 1)), { kind: "closed" });
  deepStrictEqual((await scene.keeper.coverage(series("A"), pages(0, 9))).map(({ fromMs }) => fromMs), [
    T0 + 2 * PAGE_MS,
  ]);
});
