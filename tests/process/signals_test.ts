import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { DRIVER_FLAGS } from "../support/sqlite.ts";
import { makeTempDir } from "../sqlite/temp_store.ts";

const CHILD = fileURLToPath(new URL("signals_child.ts", import.meta.url));
const ROUNDS = 48;

/** @returns where it died, as it said at its start, and by what. */
async function runChild(dir: string, seed: number): Promise<{ place: string; signal: string | null }> {
  const { stdout, signal } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...[
        "run",
        "--no-prompt",
        "--quiet",
        "--cached-only",
        "--no-check",
        "--allow-run",
        "--allow-env",
        "--allow-read",
      ],
      ...[`--allow-write=${dir}`, ...DRIVER_FLAGS],
      ...[CHILD, dir, String(seed)],
    ],
    stdout: "piped",
    stderr: "inherit",
  }).output();
  return { place: new TextDecoder().decode(stdout).trim(), signal };
}

interface Told {
  readonly class: string;
  readonly ticker: string;
  readonly state: string;
  readonly signals: number;
  readonly notes: number;
  /** Questions over which the program was killed. */
  readonly restarts: number;
}

Deno.test("faults 18 to 20: kills -9 at every arrow leave each signal told once or not at all, as its verdict has it", async () => {
  const seed = Number(Deno.env.get("SIGNALS_SEED") ?? crypto.getRandomValues(new Uint32Array(1))[0]);
  const hint = `SIGNALS_SEED=${seed} brings the same kills again`;
  using dir = makeTempDir();
  const places = new Map<string, number>();
  for (let round = 1; round <= ROUNDS; round++) {
    const { place, signal } = await runChild(dir.path, seed + round);
    assert.equal(signal, "SIGKILL", `round ${round} (${place}); ${hint}`);
    places.set(place, (places.get(place) ?? 0) + 1);
  }
  assert.deepEqual(await runChild(dir.path, 0), { place: "to the end", signal: null }, hint);
  using db = new DatabaseSync(`${dir.path}/signal_v2.db`);
  const facts = `${hint}, ${JSON.stringify([...places])}`;
  assert.ok(places.size >= 6, facts);
  const told = db.prepare(`
    SELECT class, ticker, state, (SELECT count(*) FROM told WHERE signal_id = id AND kind = 'signal') AS signals,
      (SELECT count(*) FROM told WHERE signal_id = id AND kind = 'not_judged') AS notes,
      (SELECT count(*) FROM agent_decisions WHERE signal_id = signal.id AND error_kind = 'restart') AS restarts
    FROM signal`).all() as unknown as readonly Told[];
  const wanted = Number(db.prepare("SELECT count(*) AS n FROM wanted").get()?.n);
  assert.ok(wanted >= ROUNDS, facts);
  assert.equal(told.length, wanted, `one row for each condition; ${facts}`);
  for (const one of told) {
    // A third of the tickers is confirmed, a third rejected, and for a third nobody answers; nor where two kills fell on
    // the question, which is not asked a third time.
    const mood = one.restarts >= 2 ? 2 : Number(one.ticker) % 3;
    const expected = one.class === "sell_protective" || one.class === "notice"
      ? ["queued", 1, 0]
      : mood === 0
      ? ["queued", 1, 0]
      : mood === 1
      ? ["rejected", 0, 0]
      : one.class === "buy"
      ? ["unjudged", 0, 1]
      : ["queued", 1, 0];
    assert.deepEqual([one.state, one.signals, one.notes], expected, `${JSON.stringify(one)}; ${facts}`);
  }
  const open = db.prepare("SELECT count(*) AS n FROM signal_dedup WHERE lease_until IS NOT NULL").get()?.n;
  assert.equal(open, 0, `no claim stays open; ${facts}`);
  const pending = db.prepare("SELECT count(*) AS n FROM agent_decisions WHERE raw IS NULL").get()?.n;
  assert.equal(pending, 0, `no question stays open; ${facts}`);
  const errors = db.prepare(
    "SELECT count(*) AS n FROM agent_decisions WHERE error_kind IS NOT NULL AND raw = 'REJECT'",
  );
  assert.equal(errors.get()?.n, 0, `an error is never a rejection; ${facts}`);
  const confirmed = db.prepare(`
    SELECT count(*) AS n FROM signal_dedup WHERE last_sent IS NOT NULL
      AND (SELECT count(*) FROM told JOIN signal ON signal.id = signal_id WHERE signal.ticker = signal_dedup.ticker) = 0`);
  assert.equal(confirmed.get()?.n, 0, `nothing is called sent that nobody was told; ${facts}`);
});
