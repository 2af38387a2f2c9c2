import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { createSystemClock } from "../../src/core/clock.ts";
import { unitOf } from "../../src/demo/seeded.ts";
import { DRIVER_FLAGS } from "../support/sqlite.ts";
import { makeTempDir } from "../sqlite/temp_store.ts";

const CHILD = fileURLToPath(new URL("outbox_child.ts", import.meta.url));
const ROUNDS = 100;
/** A child that waits for its parent is killed within so long after its first line. */
const MOST_LIFE_MS = 60;
/** One that kills itself has long done so by then. */
const PATIENCE_MS = 20_000;
const clock = createSystemClock();

/** @returns where it died, as it said at its start; undefined when it ended by itself. */
async function runChild(dir: string, seed: number): Promise<{ place: string; signal: string | null }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--quiet", "--cached-only", "--allow-run"],
      ...[`--allow-read=${dir}`, `--allow-write=${dir}`, ...DRIVER_FLAGS],
      ...[CHILD, dir, String(seed)],
    ],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const over = new AbortController();
  const killIn = (ms: number) =>
    void clock.sleep(ms, over.signal).then(() => child.kill("SIGKILL")).catch(() => {});
  let said = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    said += text;
    if (seed !== 0) killIn(said.includes("somewhere") ? unitOf("life", seed) * MOST_LIFE_MS : PATIENCE_MS);
  }
  const { signal } = await child.status;
  over.abort();
  return { place: said.trim().replace("ready ", ""), signal };
}

Deno.test("a hundred kills -9 between commit, relay and confirm: each advice is delivered, and acted on exactly once", async () => {
  const seed = Number(Deno.env.get("OUTBOX_SEED") ?? crypto.getRandomValues(new Uint32Array(1))[0]);
  const hint = `OUTBOX_SEED=${seed} brings the same kills again`;
  using dir = makeTempDir();
  const places = new Map<string, number>();
  for (let round = 1; round <= ROUNDS; round++) {
    const { place, signal } = await runChild(dir.path, seed + round);
    assert.equal(signal, "SIGKILL", `round ${round}; ${hint}`);
    places.set(place, (places.get(place) ?? 0) + 1);
  }
  assert.deepEqual(await runChild(dir.path, 0), { place: "to the end", signal: null }, hint);
  using db = new DatabaseSync(`${dir.path}/signal_v2.db`);
  const idsOf = (sql: string) => db.prepare(sql).all().map(({ id }) => String(id));
  const advice = idsOf(
    "SELECT 'advice:' || strategy_id || ':' || bar_time || ':' || number AS id FROM advice ORDER BY number",
  );
  const acted = idsOf("SELECT id FROM acted ORDER BY rowid");
  const delivered = idsOf("SELECT id FROM delivered ORDER BY rowid");
  const facts = `${advice.length} advices, ${delivered.length} deliveries, ${hint}, ${
    JSON.stringify([...places])
  }`;
  assert.ok(advice.length >= ROUNDS, facts);
  assert.deepEqual(acted.toSorted(), advice.toSorted(), `acted on exactly once: ${facts}`);
  assert.deepEqual(acted, advice, `in order: ${facts}`);
  assert.deepEqual(new Set(delivered), new Set(advice), `delivered at least once: ${facts}`);
  assert.ok(delivered.length > advice.length, `no kill brought a second delivery: ${facts}`);
  assert.deepEqual(idsOf("SELECT id FROM event_outbox"), [], facts);
  assert.deepEqual(idsOf("SELECT id FROM dead_letter"), [], facts);
  assert.deepEqual(
    db.prepare("PRAGMA integrity_check").all().map((row) => row.integrity_check),
    ["ok"],
    facts,
  );
});
