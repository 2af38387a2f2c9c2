import { match, rejects } from "node:assert/strict";
import { listBacktests } from "../../src/commands/backtests/list.ts";
import { showBacktest } from "../../src/commands/backtests/show.ts";
import { startBacktest } from "../../src/commands/backtests/start.ts";
import type { Command } from "../../src/commands/command.ts";
import { runCommand } from "../../src/commands/run_command.ts";
import { addStrategy } from "../../src/commands/strategies/add.ts";
import { OWNER } from "../../src/core/actor.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { TESTER } from "../support/owned.ts";

const ADD = { kind: "dca", market: "upbit:BTC/KRW" };
const WRONG: readonly (readonly [what: string, command: Command, args: object, words: RegExp])[] = [
  ["a number that is too small", listBacktests, { limit: 0 }, /: limit must be at least 1$/],
  ["a number that is too big", listBacktests, { limit: 201 }, /: limit must be at most 200$/],
  ["a number with a fraction", listBacktests, { limit: 1.5 }, /: limit must be a whole number$/],
  ["a text for a number", showBacktest, { id: "abc" }, /: id must be a number$/],
  [
    "a word that is none of those",
    addStrategy,
    { ...ADD, on_stop: "sell" },
    /: on_stop must be one of leave, close$/,
  ],
  [
    "a text for a list",
    startBacktest,
    { strategy: "dca", market: "upbit:BTC/KRW" },
    /: market must be a list of stored candles, like \["upbit:BTC\/KRW"\]$/,
  ],
  [
    "an empty list",
    startBacktest,
    { strategy: "dca", market: [] },
    /: market must be a list of stored candles, like \["upbit:BTC\/KRW"\]$/,
  ],
  ["an empty text", addStrategy, { ...ADD, kind: "" }, /: kind must have at least 1 character$/],
  [
    "nothing",
    startBacktest,
    { strategy: "dca" },
    /: market must be a list of stored candles, like \["upbit:BTC\/KRW"\]$/,
  ],
  [
    "a value of neither kind",
    startBacktest,
    { strategy: "dca", market: ["upbit:BTC/KRW"], cash: true },
    /: cash must be a number or text$/,
  ],
];

for (const [what, command, args, words] of WRONG) {
  Deno.test(`${command.id} is told ${what} in words of this program and not of its validator`, async () => {
    const clock = new ManualClock(0);
    const context = { actor: TESTER, owner: OWNER, deps: { clock, realClock: clock } };
    await rejects(runCommand(command, args, context), (error: Error) => {
      match(error.message, words);
      return true;
    });
  });
}
