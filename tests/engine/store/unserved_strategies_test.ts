import { deepStrictEqual } from "node:assert/strict";
import { UnservedStrategies } from "../../../src/engine/store/unserved_strategies.ts";
import { OWNER } from "../../../src/core/actor.ts";
import { openTempStore } from "../../sqlite/temp_store.ts";
import { tableOf } from "../../support/owned.ts";

const wishOf = (id: string, isActive: boolean) => ({
  ...{ id, kind: "ma_cross", exchange: "upbit", symbol: "BTC/KRW", timeframe: "15m", params: {}, money: {} },
  ...{ onStop: "leave" as const, isActive },
});

Deno.test("strategies that are to work are known from the start on, and at each wake as they are then", async () => {
  await using opened = await openTempStore();
  const table = tableOf(opened.store);
  await table.add(wishOf("works", true));
  await table.add(wishOf("rests", false));
  const unserved = new UnservedStrategies(opened.store.strategies.table, OWNER);
  await unserved.onWake();
  const ids = () => unserved.list.map(({ id }) => id);
  deepStrictEqual(ids(), ["works"]);
  await table.start("rests");
  deepStrictEqual(ids(), ["works"], "until it looks again");
  await unserved.onWake();
  deepStrictEqual(ids(), ["rests", "works"]);
  await table.stop("works", "leave");
  await unserved.onWake();
  deepStrictEqual(ids(), ["rests"]);
});
