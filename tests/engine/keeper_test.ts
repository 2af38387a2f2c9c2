import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { OWNER } from "../../src/core/actor.ts";
import type { EngineOptions } from "../../src/engine/deps.ts";
import { createEngineEvents } from "../../src/engine/events.ts";
import { type KeptStep, SessionKeeper } from "../../src/engine/session/keeper.ts";
import { recordingLog } from "../support/client_parts.ts";
import { ManualClock, settle } from "../support/manual_clock.ts";

const ROW = {
  ...{ id: "one", kind: "dca", exchange: "upbit", symbol: "BTC/KRW", timeframe: "1m", params: {}, money: {} },
  ...{ onStop: "leave" as const, isActive: true, startAskedAtMs: undefined },
};

function toStep(cursorMs: number, isSilent: boolean): KeptStep {
  const fill = {
    action: "buy" as const,
    atMs: cursorMs,
    price: 1,
    units: 1,
    fee: 0,
    tax: 0,
    number: cursorMs,
  };
  return {
    ...{ cursorMs, advice: [], trades: [], equity: undefined, fills: isSilent ? [] : [fill] },
    saved: {} as KeptStep["saved"],
  };
}

/** A book that is as slow as the test wants, and as strict about cursors as the real one. */
function openKeeper() {
  const clock = new ManualClock("2026-03-11T10:00:00+09:00");
  const cursors: number[] = [];
  const failures: unknown[] = [];
  const gates: (() => void)[] = [];
  const journal = {
    async save(_owner: string, step: { expectedCursorMs: number | undefined; cursorMs: number }) {
      const { expectedCursorMs, cursorMs } = step;
      await new Promise<void>((resolve) => gates.push(resolve));
      if (expectedCursorMs !== cursors.at(-1)) return false;
      cursors.push(cursorMs);
      return true;
    },
  };
  const engine = {
    owner: OWNER,
    store: { journal },
    clock,
    realClock: clock,
    events: createEngineEvents(recordingLog()),
  };
  const keeper = new SessionKeeper(ROW, {
    engine: engine as unknown as EngineOptions, // what a keeper uses of it
    stored: undefined,
    onFailure: (error) => failures.push(error),
    onStored: () => {},
  });
  return { clock, keeper, cursors, failures, gates };
}

Deno.test("steps that are begun while a slow one is being stored are stored one behind the other", async () => {
  const { clock, keeper, cursors, failures, gates } = openKeeper();
  await keeper.keep(toStep(1, false));
  await keeper.keep(toStep(2, true));
  // The pause of the silent step ends, and the next one comes, both while the first is still on its way.
  await clock.advance(100);
  const third = keeper.keep(toStep(3, false));
  for (let i = 0; i < 50 && cursors.length < 3 && failures.length === 0; i++) {
    gates.splice(0).forEach((open) => open());
    await settle();
  }
  await third;
  deepStrictEqual(failures, []);
  deepStrictEqual(cursors, [1, 2, 3]);
  strictEqual(keeper.stored?.cursorMs, 3);
});
