import "../../support/sqlite.ts";
import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { kstDayOf } from "../../../src/core/kst.ts";
import { openHistoryStore } from "../../../src/stock/history/store/sqlite_history_store.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";
import { ManualClock } from "../../support/manual_clock.ts";

const START = "2026-11-20T09:00:00+09:00";
const PAGE_BYTES = 4_096;

Deno.test("a history whose tables are damaged is refused when it is opened, and not at its first poll", async () => {
  using dir = makeTempDir();
  const open = () => openHistoryStore({ dir: dir.path, clock: new ManualClock(START).real });
  {
    await using store = await open();
    const fetchedAtMs = Date.parse(START);
    await store.add("portfolio", {
      fetchedAtMs,
      dataAtMs: undefined,
      gap: undefined,
      total: 0,
      head: { cash: 1 },
      rows: [],
    });
    deepStrictEqual((await store.list()).map(({ day }) => day), [kstDayOf(fetchedAtMs)]);
  }
  const path = `${dir.path}/history.db`;
  const bytes = Deno.readFileSync(path);
  strictEqual(bytes.length > 2 * PAGE_BYTES, true);
  // The first page has the schema and stays as it is.
  Deno.writeFileSync(path, bytes.fill(0xa5, PAGE_BYTES));
  await rejects(open(), { name: "UserError", message: /history\.db: it is damaged/ });
});
