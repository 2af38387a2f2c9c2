import { openStore } from "../../../src/app/data/store.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";
import { createMemory, createMemoryStockStore } from "./memory_stock_store.ts";
import { testStockStore } from "./stock_store_contract.ts";

testStockStore("on SQLite", async (clock) => {
  const temp = makeTempDir();
  let store = await openStore({ dir: temp.path, clock });
  return {
    store,
    async restart() {
      await store[Symbol.asyncDispose]();
      store = await openStore({ dir: temp.path, clock });
      return store;
    },
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      temp[Symbol.dispose]();
    },
  };
});

testStockStore("in memory", (clock) => {
  const memory = createMemory();
  return Promise.resolve({
    store: createMemoryStockStore(memory, clock),
    restart: () => Promise.resolve(createMemoryStockStore(memory, clock)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
});
