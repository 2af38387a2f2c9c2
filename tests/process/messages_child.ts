/**
 * Sends messages and dies at a place that the seed chooses: `messages_child.ts DIR URL SEED`. Seed 0 sends what is left and
 * ends by itself.
 */
import "../support/sqlite.ts";
import { openSignalFile } from "../../src/app/data/signal_file.ts";
import { createSystemClock } from "../../src/core/clock.ts";
import { silentLog } from "../../src/core/log.ts";
import { unitOf } from "../../src/demo/seeded.ts";
import type { MessageChange, SeenRow, SendStart } from "../../src/notifiers/message_store.ts";
import { SqliteMessageStore } from "../../src/notifiers/store/sqlite_message_store.ts";
import { startNotifiers } from "../../src/notifiers/start_notifiers.ts";
import { WriteQueue } from "../../src/sqlite/write_queue.ts";
import { BOT_TOKEN } from "../support/telegram_server.ts";

/** One for each arrow between two states of a message; the last is killed by its parent. */
const PLACES = [
  "before it is queued",
  "after it is queued",
  "before sending is written",
  "after sending is written",
  "before the answer is written",
  "after the answer is written",
  "somewhere",
] as const;

const [dir = "", url = "", seedText = "0"] = Deno.args;
const seed = Number(seedText);
const place = seed === 0 ? undefined : PLACES[Math.floor(unitOf("place", seed) * PLACES.length)];
let left = 1 + Math.floor(unitOf("times", seed) * 4);
say(`ready ${place ?? "to the end"}`);

function at(here: (typeof PLACES)[number]): void {
  if (here === place && --left === 0) Deno.kill(Deno.pid, "SIGKILL");
}

class FragileStore extends SqliteMessageStore {
  override async begin(start: SendStart): Promise<number | undefined> {
    at("before sending is written");
    const attempt = await super.begin(start);
    at("after sending is written");
    return attempt;
  }

  override async move(row: SeenRow, change: MessageChange): Promise<boolean> {
    if (row.state === "sending") at("before the answer is written");
    const isMoved = await super.move(row, change);
    if (row.state === "sending") at("after the answer is written");
    return isMoved;
  }
}

const clock = createSystemClock();
const { db } = await openSignalFile({ dir, clock });
const queue = new WriteQueue({ clock, log: silentLog, checkFile: () => undefined });
const store = new FragileStore({ db, queue, clock });
await using notifiers = startNotifiers({
  ...{
    order: ["telegram"],
    quiet: undefined,
    ringsPer5Min: 60,
    hidesAmounts: false,
    lang: "ko",
    office: undefined,
  },
  telegram: { url, token: BOT_TOKEN, timeoutMs: 300, chats: ["777"], pace: { burst: 100, gapMs: 1 } },
}, {
  ...{ store, clock, log: silentLog },
  waits: {
    ...{
      firstProbeMs: 10,
      lateAcceptMs: 20,
      probeAgainMs: 20,
      reachAgainMs: 5,
      longestReachMs: 20,
      idleMs: 20,
    },
    ...{ leaseMs: 50, stopGraceMs: 100 },
  },
});
const count = () => Number(db.prepare("SELECT count(*) FROM message").rows()[0]?.[0]);
const open = () =>
  Number(
    db.prepare(
      "SELECT count(*) FROM message WHERE is_given_up = 0 AND state IN ('queued', 'sending', 'unknown', 'resend')",
    )
      .rows()[0]?.[0],
  );

while (seed !== 0) {
  const n = count() + 1;
  const nowMs = clock.now();
  at("before it is queued");
  await notifiers.tell({
    key: `m${n}`,
    facts: {
      ...{ kind: "outage", source: `m${n}.`, lastMs: nowMs - 600_000, atMs: nowMs, cause: "x" },
      ...{ stopsBuys: false, watched: 0 },
    },
  });
  at("after it is queued");
  await clock.sleep(5 + Math.floor(unitOf(`pause ${n}`, seed) * 20));
}
while (open() > 0) await clock.sleep(10);

function say(line: string): void {
  const bytes = new TextEncoder().encode(line + "\n");
  for (let sent = 0; sent < bytes.length;) sent += Deno.stdout.writeSync(bytes.subarray(sent));
}
