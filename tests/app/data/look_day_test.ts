import { deepStrictEqual } from "node:assert/strict";
import { openStore } from "../../../src/app/data/store.ts";
import { OWNER } from "../../../src/core/actor.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { NOWHERE } from "../../../src/signals/outgoing.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";

Deno.test("a day of looks on which nothing came near is kept by every SQLite, and the file is whole for the next start", async () => {
  using dir = makeTempDir();
  const open = () => openStore({ dir: dir.path, clock: createSystemClock() });
  {
    await using store = await open();
    await store.signalJournalTo(NOWHERE).addLooks(OWNER, 20_600, { looks: 3, nearest: undefined });
  }
  await using store = await open();
  deepStrictEqual(await store.signalJournalTo(NOWHERE).looksOn(OWNER, 20_600), {
    looks: 3,
    nearest: undefined,
  });
});
