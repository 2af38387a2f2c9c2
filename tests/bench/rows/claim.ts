import { DatabaseSync } from "node:sqlite";
import { createSystemClock } from "../../../src/core/clock.ts";
import { OWNER } from "../../../src/core/actor.ts";
import { CLAIM } from "../../../src/signals/dedup/statements.ts";
import { openStore } from "../../../src/app/data/store.ts";
import { interleave } from "../numbers.ts";
import { makeWorkDir } from "../paths.ts";
import { type Result, toPairResult } from "../result.ts";
import { signalsOf, TESTER } from "../../support/owned.ts";

const ROUNDS = 41;
const CLAIMS = 250;
const TARGET = 0.85;
const LEASE_MS = 300_000;
const DAY_MS = 86_400_000;

/** New keys each time, one after the other, each safe on the disk before the next. */
export async function measureClaims(): Promise<readonly Result[]> {
  await using dir = await makeWorkDir();
  const clock = createSystemClock();
  await using store = await openStore({ dir: `${dir.path}/ours`, clock });
  await (await openStore({ dir: `${dir.path}/bare`, clock }))[Symbol.asyncDispose]();
  using db = openBare(`${dir.path}/bare/signal_v2.db`);
  let made = 0;
  const ours = async () => {
    const startedMs = performance.now();
    for (let i = 0; i < CLAIMS; i++) {
      const claim = await signalsOf(store).claim({ ticker: `T${made++}`, action: "buy" });
      if (claim === undefined) throw new Error("A claim of a new key was lost");
    }
    return CLAIMS / ((performance.now() - startedMs) / 1_000);
  };
  const statement = db.prepare(CLAIM);
  let madeBare = 0;
  const bare = async () => {
    const startedMs = performance.now();
    for (let i = 0; i < CLAIMS; i++) {
      const nowMs = Date.now();
      const id = crypto.randomUUID();
      const { changes } = statement.run(
        ...[OWNER, `T${madeBare++}`, "buy", id, null, nowMs, nowMs + LEASE_MS, JSON.stringify(TESTER)],
        ...[nowMs - DAY_MS, nowMs, nowMs + DAY_MS],
      );
      if (changes !== 1) throw new Error("A bare claim of a new key was lost");
      await undefined;
    }
    return CLAIMS / ((performance.now() - startedMs) / 1_000);
  };
  await ours();
  await bare();
  return [
    toPairResult(await interleave(ROUNDS, { ours, bare }), {
      what: "claim beside bare node:sqlite",
      unit: "claims/s",
      target: { text: `>= ${TARGET}x`, isMet: (ratio) => ratio >= TARGET },
      note: "WAL, synchronous FULL",
    }),
  ];
}

/** A file with the same tables, opened without our seam. */
function openBare(path: string): DatabaseSync & Disposable {
  const db = new DatabaseSync(path);
  for (const pragma of ["busy_timeout = 0", "journal_mode = WAL", "synchronous = FULL"]) {
    db.prepare(`PRAGMA ${pragma}`).all();
  }
  return db;
}
