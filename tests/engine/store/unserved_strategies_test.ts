import { deepStrictEqual } from "node:assert/strict";
import { UnservedStrategies } from "../../../src/engine/store/unserved_strategies.ts";
import { openTempStore } from "../../sqlite/temp_store.ts";

const wishOf = (id: string, isActive: boolean) => ({
  ...{ id, kind: "ma_cross", exchange: "upbit", symbol: "BTC/KRW", timeframe: "15m", params: {}, money: {} },
  ...{ onStop: "leave" as const, isActive },
});

Deno.test("strategies that are to work are known from the start on, and at each wake as they are then", async () => {
  await using opened = await openTempStore();
  const { strategies: table } = opened.store;
  await table.add(wishOf("works", true));
  await table.add(wishOf("rests", false));
  const unserved = new UnservedStrategies(table);
  const ids = () => unserved.list.map(({ id }) => id);
  deepStrictEqual(ids(), ["works"]);
  await table.start("rests");
  deepStrictEqual(ids(), ["works"], "until it looks again");
  unserved.onWake();
  deepStrictEqual(ids(), ["rests", "works"]);
  await table.stop("works", "leave");
  unserved.onWake();
  deepStrictEqual(ids(), ["rests"]);
});
