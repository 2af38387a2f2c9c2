/** Strategies that try what they must not, each in a real process of its own. */
import { createSystemClock } from "../../src/core/clock.ts";
import { StrategyChild } from "../../src/engine/host/strategy_child.ts";
import type { HostCandle, Opened } from "../../src/engine/host/protocol.ts";
import { candleAt, toHostCommand } from "./engine_parts.ts";

/** A file whose strategy has `members` beside what it must have; `before` stands at its top. */
export function toFile(
  { before = "", onCandle }: { readonly before?: string; readonly onCandle: string },
): string {
  return `${before}
let said = null;
let candles = 0;
export default function (kit) {
  const { z, indicators, heldAfter } = kit;
  return {
    id: "tries",
    title: "Tries",
    description: "Tries what it must not.",
    params: z.strictObject({ at: z.int().default(1) }),
    needs: (_params, interval) => ({ intervals: [interval], warmUpBars: 0 }),
    create: () => ({
      onCandle(look) {
        candles++;
        ${onCandle}
      },
      save: () => said,
      restore(state) { said = state; },
    }),
  };
}
`;
}

export interface Tried {
  readonly opened: Opened;
  /** What it returned from `save` after the last of its candles; `undefined` when it was not opened. */
  readonly said: unknown;
}

/** Loads the file in a process as a live strategy is, and gives it candles. */
export async function tryFile(code: string, { candles = 1 } = {}): Promise<Tried> {
  const dir = await Deno.makeTempDir({ prefix: "signal_v2_walls_" });
  try {
    await Deno.writeTextFile(`${dir}/tries.ts`, code);
    await using child = new StrategyChild({
      id: "tries",
      kind: "tries.ts",
      strategyDir: dir,
      realClock: createSystemClock(),
      toCommand: toHostCommand,
      restarts: { backoffMs: [0], maxRestarts: 0, withinMs: 60_000 },
      onEnd: () => {},
    });
    const { signal } = new AbortController();
    const opened = await child.open({ params: {}, interval: "1m", state: undefined }, signal);
    if (opened.kind !== "open") return { opened, said: undefined };
    let said: unknown;
    // One at a time: between two questions what it left waiting has its turn.
    for (let minute = 0; minute < candles; minute++) {
      const candle: HostCandle = { interval: "1m", candle: candleAt(minute), fills: [] };
      said = (await child.work("live", [candle], signal)).state;
    }
    return { opened, said };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}
