/** Strategies on live candles, with simulated money. */
import type { EngineParts, Strategies } from "./serve_strategies.ts";
import { UnservedStrategies } from "./store/unserved_strategies.ts";

export type { Strategies };

/** Starts what is active in the table and follows it from then on. */
export async function startStrategies(parts: EngineParts): Promise<Strategies> {
  const { market } = parts;
  if (market === undefined) return await createUnserved(parts);
  // Without candles there is nothing for it to do, and a start must not pay for it.
  const { serveStrategies } = await import("./serve_strategies.ts");
  return await serveStrategies({ ...parts, market });
}

async function createUnserved({ store, owner }: EngineParts): Promise<Strategies> {
  const unserved = new UnservedStrategies(store.table, owner);
  await unserved.onWake();
  return {
    reader: undefined,
    unserved: () => unserved.list,
    onWake: () => unserved.onWake(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
