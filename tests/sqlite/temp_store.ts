import "../support/sqlite.ts";
import { createSystemClock } from "../../src/core/clock.ts";
import type { Clock } from "../../src/core/clock.ts";
import type { Log } from "../../src/core/log.ts";
import { openStore, type Store } from "../../src/app/data/store.ts";

export interface TempDir extends Disposable {
  readonly path: string;
}

export function makeTempDir(): TempDir {
  const path = Deno.makeTempDirSync({ prefix: "signal_v2_store_" });
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}

/** A store in a directory of its own that goes away with it. */
export async function openTempStore(
  options: { clock?: Clock; log?: Log } = {},
): Promise<{ store: Store; dir: string } & AsyncDisposable> {
  const temp = makeTempDir();
  const store = await openStore({ clock: createSystemClock(), ...options, dir: temp.path });
  return {
    store,
    dir: temp.path,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      temp[Symbol.dispose]();
    },
  };
}
