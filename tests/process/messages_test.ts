import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { createSystemClock } from "../../src/core/clock.ts";
import { unitOf } from "../../src/demo/seeded.ts";
import { makeTempDir } from "../sqlite/temp_store.ts";
import { DRIVER_FLAGS } from "../support/sqlite.ts";
import { BOT_TOKEN, startTelegramServer, type TelegramFault } from "../support/telegram_server.ts";

const CHILD = fileURLToPath(new URL("messages_child.ts", import.meta.url));
const ROUNDS = 40;
/** A child that does not kill itself is killed so long after its first line at most. */
const MOST_LIFE_MS = 900;
const clock = createSystemClock();

async function runChild({ dir, url, seed }: { dir: string; url: string; seed: number }): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...[
        "run",
        "--no-prompt",
        "--quiet",
        "--cached-only",
        "--no-check",
        "--allow-run",
        "--allow-net=127.0.0.1",
      ],
      ...[`--allow-read=${dir}`, `--allow-write=${dir}`, ...DRIVER_FLAGS],
      ...[CHILD, dir, url, String(seed)],
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
    if (seed !== 0) killIn(said.includes("somewhere") ? unitOf("life", seed) * MOST_LIFE_MS : 20_000);
  }
  const { signal } = await child.status;
  over.abort();
  assert.equal(signal, seed === 0 ? null : "SIGKILL", said);
  return said.trim().replace("ready ", "");
}

const FAULTS: readonly TelegramFault[] = [
  "drop",
  "drop_after",
  "cut_after",
  "504_after",
  "502_before",
  "restart",
];

Deno.test("forty kills -9 between the states of messages, on a way that loses answers: none is lost, none comes twice without its mark", async () => {
  const seed = Number(Deno.env.get("MESSAGES_SEED") ?? crypto.getRandomValues(new Uint32Array(1))[0]);
  const hint = `MESSAGES_SEED=${seed} brings the same kills again`;
  using dir = makeTempDir();
  await using telegram = startTelegramServer();
  // Ids are known from the first one on.
  await warmUp(telegram.url);
  const places = new Map<string, number>();
  for (let round = 1; round <= ROUNDS; round++) {
    if (unitOf("faulty", seed + round) < 0.5) {
      telegram.fail(FAULTS[Math.floor(unitOf("fault", seed + round) * FAULTS.length)] ?? "drop");
    }
    const place = await runChild({ dir: dir.path, url: telegram.url, seed: seed + round });
    places.set(place, (places.get(place) ?? 0) + 1);
  }
  await runChild({ dir: dir.path, url: telegram.url, seed: 0 });

  using db = new DatabaseSync(`${dir.path}/signal_v2.db`);
  const rows = db.prepare("SELECT key, state, is_given_up AS given FROM message ORDER BY seq").all();
  const arrived = telegram.texts.map((text) => /(m\d+)\./.exec(text)?.[1] ?? "?");
  const facts = `${rows.length} messages, ${arrived.length} arrivals, ${hint}, ${
    JSON.stringify([...places])
  }`;
  assert.ok(rows.length >= ROUNDS, facts);
  let doubled = 0;
  for (const { key, state, given } of rows) {
    const own = telegram.texts.filter((text) =>
      text.includes(`${key}.`) && /m\d+\./.exec(text)?.[0] === `${key}.`
    );
    const marked = own.filter((text) => text.includes("🔁"));
    assert.ok(
      own.length - marked.length <= 1 && marked.length <= 1,
      `${key} came twice without its mark: ${facts}`,
    );
    if (own.length > 1) doubled++;
    // Lost twice in a row: it says that nobody knows.
    if (own.length === 0) {
      assert.ok(state === "unknown" && given === 1, `${key} is lost as ${state}: ${facts}`);
    }
  }
  assert.deepEqual(
    arrived.filter((key) => key !== "?" && !rows.some((row) => row.key === key)),
    [],
    `phantoms: ${facts}`,
  );
  assert.ok(doubled <= 1, `${doubled} came twice, with the mark: ${facts}`);
  const open = rows.filter(({ state, given }) =>
    given === 0 && !["delivered", "expired"].includes(String(state))
  );
  assert.deepEqual(open, [], facts);
});

async function warmUp(url: string): Promise<void> {
  const answer = await fetch(`${url}/bot${BOT_TOKEN}/sendMessage`, {
    method: "POST",
    body: JSON.stringify({ chat_id: 777, text: "warm" }),
  });
  await answer.text();
}
