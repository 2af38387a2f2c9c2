import { NO_LETTERS } from "../../bus/bus_parts.ts";
import { createMemoryBus } from "../../../src/bus/memory_bus.ts";
import { openStore } from "../../../src/app/data/store.ts";
import { toMessageRequest } from "../../../src/app/signals/message_of.ts";
import { type Clock, createSystemClock } from "../../../src/core/clock.ts";
import { silentLog } from "../../../src/core/log.ts";
import { SILENT_NOTIFY_EVENTS } from "../../../src/notifiers/notifiers_view.ts";
import { startNotifiers } from "../../../src/notifiers/start_notifiers.ts";
import type { Judge } from "../../../src/signals/judges/judge.ts";
import type { OutgoingFacts } from "../../../src/signals/outgoing.ts";
import { RULE_KINDS } from "../../../src/signals/rules/mod.ts";
import { startSignals } from "../../../src/signals/start_signals.ts";
import { HELD, NOW_MS, pollsAt } from "../../signals/signal_parts.ts";
import { shippedCalendar } from "../../support/calendars.ts";
import { BOT_TOKEN, startTelegramServer } from "../../support/telegram_server.ts";
import { makeWorkDir } from "../paths.ts";

const CHAT = "777";
const HOLDINGS = 60;
const MESSAGES = 150;
/** Twenty times as fast as the real one, so that a hundred messages are seconds. */
const DRAIN_PACE = { burst: 5, gapMs: 50 };
const DRAINED = 100;
const WARM_UP = 5;

export interface WayFigures {
  /** From the data to the stored signal. */
  readonly ruleMs: readonly number[];
  /** From the data to Telegram's yes, while the judge says nothing. */
  readonly sellMs: readonly number[];
  /** From the commit of a message to Telegram's yes. */
  readonly outboxMs: readonly number[];
  /** One request to the same server, on a connection of its own. */
  readonly bareMs: readonly number[];
  readonly drain: {
    readonly count: number;
    readonly ms: number;
    readonly leastMs: number;
    readonly ignored: number;
  };
}

/** Rules, outbox and sender of the program with a real database and a Bot API on loopback. */
export async function measureWay(): Promise<WayFigures> {
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await makeWorkDir());
  const telegram = stack.use(startTelegramServer());
  const clock = toSessionClock();
  const store = stack.use(await openStore({ dir: dir.path, clock }));
  const waits = new Waits();
  const start = (pace: { burst: number; gapMs: number }) =>
    startNotifiers({
      ...{ order: ["telegram"], quiet: undefined, ringsPer5Min: 10_000, hidesAmounts: false, lang: "ko" },
      telegram: { url: telegram.url, token: BOT_TOKEN, timeoutMs: 5_000, chats: [CHAT], pace },
      office: undefined,
    }, {
      ...{ store: store.messages, clock, log: silentLog },
      events: {
        ...SILENT_NOTIFY_EVENTS,
        delivery: ({ outcome, signalIds }) => {
          if (outcome === "delivered") waits.resolve(signalIds.length === 0 ? "message" : "delivered");
        },
      },
    });
  let figures: Omit<WayFigures, "drain">;
  {
    await using notifiers = start({ burst: 10_000, gapMs: 1 });
    const outbox = await measureOutbox(notifiers, { waits, url: telegram.url });
    figures = { ...outbox, ...await measureSells({ dir: dir.path, store, clock, notifiers, waits }) };
  }
  return { ...figures, drain: await measureDrain() };

  async function measureDrain(): Promise<WayFigures["drain"]> {
    telegram.limit({ ...DRAIN_PACE, now: () => performance.now() });
    const refusedBefore = telegram.ignoredSilences;
    await using notifiers = start(DRAIN_PACE);
    const sentBefore = telegram.messages.length;
    const startedMs = performance.now();
    for (let i = 0; i < DRAINED; i++) {
      await notifiers.tell({ key: `drain:${i}`, facts: { kind: "test", atMs: clock.now() } });
    }
    while (telegram.messages.length - sentBefore < DRAINED) await waits.next("message");
    return {
      count: telegram.messages.length - sentBefore,
      ms: performance.now() - startedMs,
      leastMs: (DRAINED - DRAIN_PACE.burst) * DRAIN_PACE.gapMs,
      ignored: telegram.ignoredSilences - refusedBefore,
    };
  }
}

type Told = Pick<ReturnType<typeof startNotifiers>, "tell" | "append" | "announce">;

async function measureOutbox(notifiers: Told, { waits, url }: { waits: Waits; url: string }) {
  const outboxMs: number[] = [];
  const bareMs: number[] = [];
  for (let i = 0; i < MESSAGES + WARM_UP; i++) {
    const done = waits.next("message");
    await notifiers.tell({ key: `message:${i}`, facts: { kind: "test", atMs: NOW_MS } });
    const startedMs = performance.now();
    await done;
    if (i >= WARM_UP) outboxMs.push(performance.now() - startedMs);
    const askedMs = performance.now();
    const answer = await fetch(`${url}/bot${BOT_TOKEN}/sendMessage`, {
      method: "POST",
      body: JSON.stringify({ chat_id: 1, text: "bare" }),
    });
    await answer.body?.cancel();
    if (i >= WARM_UP) bareMs.push(performance.now() - askedMs);
  }
  return { outboxMs, bareMs };
}

/** Holdings fall to their stop one after the other, and nobody judges. */
async function measureSells(
  { dir, store, clock, notifiers, waits }: {
    dir: string;
    store: Awaited<ReturnType<typeof openStore>>;
    clock: Clock;
    notifiers: Told;
    waits: Waits;
  },
) {
  await using stack = new AsyncDisposableStack();
  const rulesPath = `${dir}/rules.json`;
  await Deno.writeTextFile(rulesPath, JSON.stringify({ rules: [{ id: "stop", kind: "holding_stop" }] }));
  const journal = store.signalJournalTo({
    enqueue: (_tx: unknown, facts: OutgoingFacts) => notifiers.append(toMessageRequest(facts, "ko")),
  });
  const hung: Judge = { id: "hung", what: "never answers", ask: () => new Promise(() => {}) };
  const bus = stack.use(createMemoryBus({ clock, ...NO_LETTERS, onFault: () => {} }));
  let fallen = 0;
  const holdings = () =>
    Array.from({ length: HOLDINGS }, (_, i) => ({
      ...HELD,
      ticker: String(100_000 + i),
      name: `종목 ${i}`,
      pnlPct: i < fallen ? -9 : 1,
    }));
  const signals = stack.use(
    await startSignals({
      ...{ owner: "owner", rulesPath, kinds: RULE_KINDS, judge: hung, clock, log: silentLog, bus },
      journal: {
        ...journal,
        take: async (owner, fired) => {
          try {
            return await journal.take(owner, fired);
          } finally {
            notifiers.announce();
          }
        },
      },
      watcher: { fired: () => waits.resolve("fired"), decided() {} },
      calendar: shippedCalendar,
      inbound: { key: undefined, secret: undefined },
      polls: () => pollsAt(clock.now() - 1_000, { holdings: holdings() }),
      candles: () => Promise.resolve([]),
      priceAt: () => Promise.resolve(undefined),
    }),
  );
  const ruleMs: number[] = [];
  const sellMs: number[] = [];
  while (fallen < HOLDINGS) {
    fallen++;
    const [fired, delivered] = [waits.next("fired"), waits.next("delivered")];
    const startedMs = performance.now();
    signals.onCycle();
    await fired;
    const firedMs = performance.now() - startedMs;
    await delivered;
    if (fallen <= WARM_UP) continue;
    ruleMs.push(firedMs);
    sellMs.push(performance.now() - startedMs);
  }
  return { ruleMs, sellMs };
}

/** Real time, read as a moment inside a session. */
function toSessionClock(): Clock {
  const system = createSystemClock();
  const offsetMs = NOW_MS - system.now();
  const clock: Clock = { ...system, now: () => system.now() + offsetMs, real: system };
  return clock;
}

type Moment = "fired" | "delivered" | "message";

class Waits {
  readonly #waiting = new Map<Moment, () => void>();

  /** Before whatever brings it about is begun. */
  next(moment: Moment): Promise<void> {
    return new Promise((resolve) => this.#waiting.set(moment, resolve));
  }

  resolve(moment: Moment): void {
    this.#waiting.get(moment)?.();
  }
}
