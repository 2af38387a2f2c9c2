import assert from "node:assert/strict";
import { readSent } from "../../../src/app/telling/day_signals.ts";
import { MINUTE_MS } from "../../../src/core/kst.ts";
import type { SignalRecord } from "../../../src/signals/signal_journal.ts";
import { signalOf } from "../../web/scripted_signals.ts";
import { at } from "./telling_parts.ts";

Deno.test("a day on which another program repeated itself a thousand times still has the signals that went out before", async () => {
  const openMs = at("2026-11-20T09:00:00");
  const sent = ["delivered", "expired", "delivered"].map((state, i) => {
    const firedAtMs = openMs + i * MINUTE_MS;
    return signalOf({
      id: `sent ${i}`,
      state: state as SignalRecord["state"],
      firedAtMs,
      sentAtMs: firedAtMs,
    });
  });
  const skipped = Array.from(
    { length: 1_000 },
    (_, i) =>
      signalOf({
        id: `skipped ${i}`,
        state: "skipped",
        sentAtMs: undefined,
        firedAtMs: openMs + (i + 5) * 20_000,
      }),
  );
  const newestFirst = [...sent, ...skipped].toReversed();
  const found = await readSent({
    list: ({ isSent, limit }) =>
      Promise.resolve(
        newestFirst.filter(({ sentAtMs }) => isSent !== true || sentAtMs !== undefined).slice(0, limit),
      ),
    find: () => Promise.resolve(undefined),
  }, 0);
  assert.deepEqual(found.map(({ id }) => id), ["sent 0", "sent 1", "sent 2"]);
});
