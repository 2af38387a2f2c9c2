/** One process of the multi-process tests: `store_child.ts <mode> <dir> [args]`; speaks in lines. */
import { createSystemClock } from "../../src/core/clock.ts";
import { lockDataDir } from "../../src/sqlite/data_dir.ts";
import { openDatabase } from "../../src/sqlite/driver.ts";
import { openStore } from "../../src/app/data/store.ts";
import "../support/sqlite.ts";
import { signalsOf } from "../support/owned.ts";

const [mode = "", dir = "", ...args] = Deno.args;
const clock = createSystemClock();
const modes: Record<string, () => Promise<void> | void> = {
  start,
  race,
  claimForEver,
  holdWriteLock,
  holdDir,
};

await modes[mode]?.();

function say(line: string): void {
  // Synchronous: a line is out before the next statement, so a kill cannot make it a lie.
  const bytes = new TextEncoder().encode(line + "\n");
  for (let sent = 0; sent < bytes.length;) sent += Deno.stdout.writeSync(bytes.subarray(sent));
}

/** Until the parent writes a line or goes away. */
function waitForWord(): void {
  Deno.stdin.readSync(new Uint8Array(16));
}

async function start(): Promise<void> {
  say("ready");
  waitForWord();
  await using store = await openStore({ dir, clock });
  say(
    `${store.status().state} ${
      await signalsOf(store).claim({ ticker: "START", action: "buy" }) !== undefined
    }`,
  );
}

/** Claims the same keys as its siblings in an order of its own, and tells which it won. */
async function race(): Promise<void> {
  const [count = 0, stride = 1] = args.map(Number);
  await using store = await openStore({ dir, clock });
  say("ready");
  waitForWord();
  const won: string[] = [];
  for (let i = 0; i < count; i++) {
    const ticker = `K${(i * stride) % count}`;
    const claim = await signalsOf(store).claim({ ticker, action: "buy" });
    if (claim === undefined) continue;
    won.push(ticker);
    // A turn for the siblings, which would hardly get the lock otherwise and not compete.
    await clock.sleep(0);
    if (!await signalsOf(store).confirm(claim.id)) say(`lost ${ticker}`);
  }
  say(`won ${won.join(" ")}`);
  say(`waits ${store.status().lockWaits}`);
}

/** Claims and confirms until it is killed; every third claim stays open, as after a crash while sending. */
async function claimForEver(): Promise<void> {
  const store = await openStore({ dir, clock });
  for (let i = 0;; i++) {
    const ticker = `R${args[0]}-${i}`;
    const claim = await signalsOf(store).claim({ ticker, action: "sell", leaseMs: 60_000, confidence: 0.5 });
    if (claim === undefined) throw new Error(`${ticker} was not free`);
    say(`claimed ${ticker} ${claim.id}`);
    if (i % 3 === 2) continue;
    await signalsOf(store).confirm(claim.id);
    say(`sent ${ticker} ${claim.id}`);
  }
}

function holdWriteLock(): void {
  const db = openDatabase(`${dir}/signal_v2.db`);
  db.prepare("BEGIN IMMEDIATE").run();
  say("locked");
  waitForWord();
  db.prepare("ROLLBACK").run();
  db.close();
}

function holdDir(): void {
  using _held = lockDataDir(dir, clock);
  say("locked");
  waitForWord();
}
