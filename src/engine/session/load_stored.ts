import type { EngineOptions } from "../deps.ts";
import { StrategyParkedError } from "../host/checked_strategy.ts";
import { readStored, type StoredSession } from "./saved_session.ts";

/**
 * @returns `undefined` for a strategy that never ran.
 * @throws {StrategyParkedError} when it is of another version of the program, and what the store throws.
 */
export async function loadStored(
  { owner, store }: Pick<EngineOptions, "owner" | "store">,
  id: string,
): Promise<StoredSession | undefined> {
  try {
    return readStored(await store.journal.load(owner, id));
  } catch (error) {
    if (error instanceof RangeError) throw new StrategyParkedError(error.message);
    throw error;
  }
}
