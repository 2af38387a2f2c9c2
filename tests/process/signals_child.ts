/**
 * The way of signals in small, to be killed: `signals_child.ts <dir> <seed>`. Conditions are met, claimed, judged and
 * stored with their messages in the real database; a judge and whoever sends are played.
 *
 * With a seed of 0 nothing new is met: what is on its way goes on to its end. Else it kills itself, as `kill -9` does, at
 * a place that follows from the seed.
 */
import { openSignalFile } from "../../src/app/data/signal_file.ts";
import { createStore } from "../../src/app/data/store.ts";
import { createSystemClock } from "../../src/core/clock.ts";
import { silentLog } from "../../src/core/log.ts";
import { unitOf } from "../../src/demo/seeded.ts";
import { createUlids } from "../../src/lib/ulid.ts";
import type { Judge } from "../../src/signals/judges/judge.ts";
import { SignalPipeline } from "../../src/signals/pipeline/pipeline.ts";
import type { Firing } from "../../src/signals/rules/rule.ts";
import { createSignalEvents } from "../../src/signals/signal_events.ts";
import type { FiredSignal, SignalJournal } from "../../src/signals/signal_journal.ts";
import { rule } from "../signals/pipeline/pipeline_parts.ts";
import { factsAt, piece } from "../signals/signal_parts.ts";

const [dir = "", seedText = "0"] = Deno.args;
const seed = Number(seedText);
let drawn = 0;
const random = () => unitOf(seed, drawn++);
const PLACES = [
  "before it is written down",
  "inside the transaction, written down and claimed",
  "written down and claimed",
  "asked",
  "before the answer is stored",
  "inside the transaction, before the message",
  "inside the transaction, after the message",
  "stored",
] as const;
const CLASSES = ["buy", "sell_discretionary", "sell_protective", "notice"] as const;

const place = seed === 0 ? undefined : PLACES[Math.floor(random() * PLACES.length)];
let left = 1 + Math.floor(random() * 6);
const at = (name: (typeof PLACES)[number]) => {
  if (name === place && --left === 0) Deno.kill(Deno.pid, "SIGKILL");
};

const clock = createSystemClock();
const file = await openSignalFile({ dir, clock });
const { db } = file;
const store = createStore(file, { clock });
db.exec("CREATE TABLE IF NOT EXISTS wanted (ticker TEXT NOT NULL PRIMARY KEY, class TEXT NOT NULL) STRICT");
db.exec("CREATE TABLE IF NOT EXISTS told (signal_id TEXT NOT NULL, kind TEXT NOT NULL) STRICT");
const tell = db.prepare("INSERT INTO told (signal_id, kind) VALUES (?, ?)");
const journal = store.signalJournalTo({
  enqueue(_tx, { signalId, kind }) {
    at("inside the transaction, before the message");
    tell.run(signalId, kind);
    at("inside the transaction, after the message");
    return 1;
  },
});
const killed: SignalJournal = {
  ...journal,
  async take(owner, fired) {
    at("before it is written down");
    const taken = await journal.take(owner, { ...fired, signals: fired.signals.map(toKilled) });
    at("written down and claimed");
    return taken;
  },
  async finish(owner, request) {
    at("before the answer is stored");
    const done = await journal.finish(owner, request);
    at("stored");
    return done;
  },
};
/** By the ticker, so that a second question has the same answer: a third each. */
const judge: Judge = {
  id: "played",
  what: "by ticker",
  ask({ ticker }) {
    at("asked");
    const mood = Number(ticker) % 3;
    if (mood === 2) return Promise.reject(new Error("down"));
    const verdict = mood === 0 ? "CONFIRM" as const : "REJECT" as const;
    return Promise.resolve({ kind: "verdict", verdict, confidence: 90, reason: undefined });
  },
};
const pipeline = new SignalPipeline({
  ...{ owner: "owner", store: killed, judge, clock },
  createId: createUlids(() => clock.now()),
  events: createSignalEvents(silentLog),
});

Deno.stdout.writeSync(new TextEncoder().encode(`${place ?? "to the end"}\n`));
await pipeline.resume({ nowMs: clock.now(), session: undefined, openQuietMs: 0, mutes: [] });
await pipeline.settled();
// A rule that was killed over a condition meets it again.
for (const [ticker, signalClass] of db.prepare("SELECT ticker, class FROM wanted").rows()) {
  const ref = toRef(String(ticker), String(signalClass));
  if (await journal.findByRef("owner", { sender: "rules", ref }) === undefined) {
    await take(String(ticker), String(signalClass));
  }
}
const want = db.prepare("INSERT INTO wanted (ticker, class) VALUES (?, ?)");
for (let n = 0; seed !== 0 && n < 200; n++) {
  const ticker = String(100_000 + Math.floor(random() * 900_000));
  const signalClass = CLASSES[Math.floor(random() * CLASSES.length)] ?? "buy";
  if (db.prepare("SELECT 1 FROM wanted WHERE ticker = ?").rows(ticker).length > 0) continue;
  want.run(ticker, signalClass);
  await take(ticker, signalClass);
}
await pipeline.settled();
await pipeline[Symbol.asyncDispose]();
await store[Symbol.asyncDispose]();

/** Those that go out at once have a place between their claim and their message. */
function toKilled(fired: FiredSignal): FiredSignal {
  if (fired.kind === "skip" || fired.request.sendNow === undefined) return fired;
  const { sendNow } = fired.request;
  return {
    ...fired,
    request: {
      ...fired.request,
      sendNow(signal) {
        at("inside the transaction, written down and claimed");
        return sendNow(signal);
      },
    },
  };
}

function actionOf(signalClass: string): Firing["action"] {
  return signalClass === "buy" || signalClass === "notice" ? signalClass : "sell";
}

function toRef(ticker: string, signalClass: string): string {
  return `momentum:1:upbit:${ticker}:${actionOf(signalClass)}:once`;
}

async function take(ticker: string, signalClass: string): Promise<void> {
  const nowMs = clock.now();
  const firing = {
    ...{ occasion: "once", exchange: "upbit", ticker, name: undefined, price: 100, changePct: undefined },
    action: actionOf(signalClass),
    signalClass: signalClass as Firing["signalClass"],
    evidence: [piece({ fetchedAtMs: nowMs, dataAtMs: nowMs })],
  };
  const moment = { nowMs, session: undefined, openQuietMs: 0, mutes: [] };
  await pipeline.take({ rule: rule(), ruleVersion: 1, firings: [firing], facts: factsAt(nowMs), moment });
}
