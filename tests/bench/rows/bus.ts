import { createMemoryBus } from "../../../src/bus/memory_bus.ts";
import { NO_LETTERS } from "../../bus/bus_parts.ts";
import type { TopicMessage } from "../../../src/bus/topics.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { median } from "../numbers.ts";

const MESSAGES = 100_000;
const SUBSCRIBERS = 4;
const ROUNDS = 5;

/**
 * Small messages through the bus to four subscribers, every one validated, in batches of 100 or 100 ms; beside it a
 * bare `EventTarget` with four listeners that checks nothing.
 *
 * @returns messages per second, median of the rounds, and how many hand-overs were missing in all rounds.
 */
export async function measureBus(): Promise<{ messagesPerS: number; barePerS: number; lost: number }> {
  const ours: number[] = [];
  const bare: number[] = [];
  let lost = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const run = await runBus();
    ours.push(run.perS);
    lost += run.lost;
    bare.push(runBare());
  }
  return { messagesPerS: median(ours), barePerS: median(bare), lost };
}

async function runBus(): Promise<{ perS: number; lost: number }> {
  let handed = 0;
  const startedMs = performance.now();
  {
    await using bus = createMemoryBus({
      clock: createSystemClock(),
      ...NO_LETTERS,
      onFault: ({ kind }) => {
        throw new Error(`The bus met ${kind}`);
      },
    });
    for (let i = 0; i < SUBSCRIBERS; i++) {
      bus.subscribe({
        kind: "live",
        name: `reader_${i}`,
        topics: ["market_data.upbit.*"],
        capacity: MESSAGES,
        batch: { size: 100, maxAgeMs: 100 },
      }, (batch) => {
        handed += batch.length;
      });
    }
    for (let i = 0; i < MESSAGES; i++) {
      const result = await bus.publish("market_data.upbit.btckrw", toMessage(i));
      if (result.kind === "refused") throw new Error(result.what);
    }
  }
  const tookS = (performance.now() - startedMs) / 1_000;
  return { perS: MESSAGES / tookS, lost: MESSAGES * SUBSCRIBERS - handed };
}

function runBare(): number {
  const target = new EventTarget();
  let handed = 0;
  for (let i = 0; i < SUBSCRIBERS; i++) target.addEventListener("message", () => handed++);
  const startedMs = performance.now();
  for (let i = 0; i < MESSAGES; i++) {
    target.dispatchEvent(new CustomEvent("message", { detail: toMessage(i) }));
  }
  const tookS = (performance.now() - startedMs) / 1_000;
  if (handed !== MESSAGES * SUBSCRIBERS) throw new Error(`The bare side handed over ${handed}`);
  return MESSAGES / tookS;
}

function toMessage(i: number): TopicMessage {
  return {
    kind: "tick",
    exchange: "upbit",
    symbol: "BTC/KRW",
    atMs: 1_700_000_000_000 + i,
    price: 100 + i % 10,
    volume: 1,
  };
}
