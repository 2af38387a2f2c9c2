import assert from "node:assert/strict";
import { SqlError, type SqlErrorKind } from "../../src/sqlite/sql_error.ts";
import { WriteQueue } from "../../src/sqlite/write_queue.ts";
import { recordingLog } from "../support/client_parts.ts";
import { ManualClock } from "../support/manual_clock.ts";

const KINDS: readonly (readonly [SqlErrorKind, "ok" | "degraded"])[] = [
  ["constraint", "ok"],
  ["other", "ok"],
  ["full", "degraded"],
  ["io", "degraded"],
  ["corrupt", "degraded"],
];

for (const [kind, state] of KINDS) {
  Deno.test(`a write that fails with ${kind} leaves the store ${state}`, async () => {
    const log = recordingLog();
    const queue = new WriteQueue({
      clock: new ManualClock("2026-11-20T09:00:00+09:00"),
      log,
      checkFile: () => undefined,
    });
    const failing = queue.run(() => {
      throw new SqlError(kind, "a sentence");
    });
    await assert.rejects(failing, { kind });
    assert.equal(queue.status().state, state);
    assert.equal(queue.status().lastError?.kind, state === "ok" ? undefined : kind);
    assert.equal(log.lines.filter(({ event }) => event === "store_degraded").length, state === "ok" ? 0 : 1);
  });
}
