import assert from "node:assert/strict";
import { maCross } from "../../src/strategies/ma_cross.ts";
import { STRATEGIES } from "../../src/strategies/mod.ts";
import { readStrategy, readStrategyRun } from "../../src/strategies/strategy.ts";

const whole = { ...maCross };

Deno.test("readStrategy() takes every strategy of the list as it is", () => {
  for (const strategy of STRATEGIES) assert.equal(readStrategy(strategy), strategy);
});

Deno.test("readStrategy() names a member that is missing or of a wrong kind", () => {
  const table: readonly (readonly [unknown, RegExp])[] = [
    [undefined, /it is nothing, not an object$/],
    [null, /it is nothing, not an object$/],
    [() => 1, /it is a function, not an object$/],
    [{ ...whole, create: undefined }, /strategy: create is missing; it must be a function$/],
    [
      { ...whole, create: async () => {} },
      /create is asynchronous, but must answer at once: take async and await away$/,
    ],
    [Promise.resolve(whole), /strategy: it is a promise; take async and await away$/],
    [{ ...whole, needs: 3 }, /strategy: needs is a number, but must be a function$/],
    [{ ...whole, id: "My Strategy" }, /id is a string, but must be a snake_case name$/],
    [{ ...whole, title: " " }, /title is a string, but must be a text$/],
    [{ ...whole, description: undefined }, /description is missing/],
    [{ ...whole, params: { fast: 10 } }, /params is an object, but must be a zod schema$/],
    [{ ...whole, params: [] }, /params is a list/],
    [{ id: "mine" }, /title is missing.*description is missing.*params.*needs.*create is missing/],
  ];
  for (const [value, message] of table) {
    assert.throws(() => readStrategy(value), { name: "TypeError", message });
  }
});

Deno.test("readStrategyRun() names a method that create() forgot", () => {
  const run = maCross.create(maCross.params.parse({}), "1m");
  assert.equal(readStrategyRun(run), run);
  const plain = { onCandle: () => undefined, save: () => null, restore: () => undefined };
  assert.equal(readStrategyRun(plain), plain);
  const table: readonly (readonly [unknown, RegExp])[] = [
    [undefined, /create\(\) returned is not one: it is nothing/],
    [
      { ...plain, async onCandle() {} },
      /onCandle is asynchronous, but must answer at once: take async and await away$/,
    ],
    [{ ...plain, onCandle: (async () => {}).bind(null) }, /onCandle is asynchronous/],
    [{ ...plain, onFill: async () => {} }, /onFill is asynchronous/],
    [Promise.resolve(plain), /create\(\) returned is not one: it is a promise; take async and await away$/],
    [{ ...plain, onCandle: undefined }, /onCandle is missing; it must be a function$/],
    [{ ...plain, save: 1, restore: null }, /save is a number.*restore is nothing, but must be a function$/],
    [{ ...plain, onFill: "x" }, /onFill is a string, but must be a function, or left out$/],
  ];
  for (const [value, message] of table) {
    assert.throws(() => readStrategyRun(value), { name: "TypeError", message });
  }
});
