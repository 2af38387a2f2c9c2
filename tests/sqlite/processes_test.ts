import assert from "node:assert/strict";
import { createSystemClock } from "../../src/core/clock.ts";
import { openDatabase } from "../../src/sqlite/driver.ts";
import { openStore } from "../../src/app/data/store.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { type Child, startChild } from "./child.ts";
import { makeTempDir } from "./temp_store.ts";
import { signalsOf } from "../support/owned.ts";

/** All ready before one begins. */
async function atOnce(children: readonly Child[]): Promise<void> {
  for (const child of children) assert.equal(await child.next(), "ready");
  await Promise.all(children.map((child) => child.go()));
}

Deno.test("six processes that start at once in an empty directory all open it, and one gets the claim", async () => {
  using dir = makeTempDir();
  const children = Array.from({ length: 6 }, () => startChild("start", dir.path));
  await atOnce(children);
  const said = await Promise.all(children.map((child) => child.rest()));
  for (const child of children) await child[Symbol.asyncDispose]();
  assert.deepEqual(said.flat().toSorted(), [...Array(5).fill("ok false"), "ok true"]);
  const files = Array.from(Deno.readDirSync(dir.path), (entry) => entry.name);
  assert.deepEqual(files, ["signal_v2.db"], "no draft and no log is left");
});

Deno.test("four processes claim the same 1,000 signals and each signal has exactly one winner", async () => {
  using dir = makeTempDir();
  // Steps without a common factor with 1,000: each visits all, in another order.
  const children = ["1", "3", "7", "9"].map((stride) => startChild("race", dir.path, "1000", stride));
  await atOnce(children);
  const lines = (await Promise.all(children.map((child) => child.rest()))).flat();
  for (const child of children) await child[Symbol.asyncDispose]();
  const wonLines = lines.filter((line) => line.startsWith("won "));
  assert.equal(wonLines.length, 4, "every process finished");
  assert.deepEqual(lines.filter((line) => line.startsWith("lost ")), []);
  const won = wonLines.flatMap((line) => line.split(" ").slice(1).filter((ticker) => ticker !== ""));
  assert.equal(won.length, 1000);
  assert.equal(new Set(won).size, 1000);
});

Deno.test("kill -9 in 20 rounds loses no acknowledged signal, and open claims are taken up once", async () => {
  using dir = makeTempDir();
  const system = createSystemClock();
  const sent: string[] = [];
  const open = new Map<string, string>();
  for (let round = 0; round < 20; round++) {
    const child = startChild("claimForEver", dir.path, String(round));
    // So many lines and not so much time: a busy machine is killed in the middle of its work, too.
    const lines: string[] = [];
    while (lines.length < 10 + round) {
      lines.push(await child.next() ?? assert.fail("the child ended by itself"));
    }
    child.kill();
    for (const line of [...lines, ...await child.rest()]) {
      const [what, ticker = "", id = ""] = line.split(" ");
      if (what === "claimed") open.set(ticker, id);
      if (what === "sent" && open.delete(ticker)) sent.push(ticker);
    }
    await child[Symbol.asyncDispose]();
  }
  assert.ok(sent.length > 100 && open.size > 20, `${sent.length} sent, ${open.size} open`);

  const clock = new ManualClock(system.now());
  await using store = await openStore({ dir: dir.path, clock });
  await using second = await openStore({ dir: dir.path, clock });
  for (const ticker of sent) assert.equal(await signalsOf(store).isRecent(ticker, "sell"), true, ticker);
  const rows = new Map((await signalsOf(store).list({ limit: 1_000_000 })).map((row) => [row.ticker, row]));
  for (const [ticker, id] of open) {
    assert.equal(rows.get(ticker)?.claimId, id, "an acknowledged claim is there");
  }
  // A confirm that was stored and killed before it was told counts as sent.
  const unsent = [...open.keys()].filter((ticker) => rows.get(ticker)?.state !== "sent");
  for (const ticker of unsent) {
    assert.equal(await signalsOf(store).claim({ ticker, action: "sell" }), undefined);
  }
  await clock.advance(60_000);
  for (const ticker of unsent) {
    const request = { ticker, action: "sell" };
    const claims = await Promise.all([signalsOf(store).claim(request), signalsOf(second).claim(request)]);
    assert.equal(claims.filter((claim) => claim !== undefined).length, 1, ticker);
    assert.equal(
      await signalsOf(store).confirm(open.get(ticker) ?? ""),
      false,
      "the killed holder is fenced",
    );
  }
  const db = openDatabase(`${dir.path}/signal_v2.db`);
  try {
    assert.deepEqual(db.prepare("PRAGMA integrity_check").rows(), [["ok"]]);
  } finally {
    db.close();
  }
});
