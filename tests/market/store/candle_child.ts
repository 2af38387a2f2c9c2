/** One process of the tests of candles: `candle_child.ts <mode> <dir> [args]`; speaks in lines. */
import { createSystemClock } from "../../../src/core/clock.ts";
import { openSqliteCandleStore } from "../../../src/market/store/sqlite_candle_store.ts";
import { candles, makeColumns, minute, SERIES, span, toBatch } from "./candle_parts.ts";
import "../../support/sqlite.ts";

const [mode = "", dir = "", ...args] = Deno.args;
const clock = createSystemClock();
const modes: Record<string, () => Promise<void>> = { batch, fill, live, replace, write };

await modes[mode]?.();

function say(line: string): void {
  // Synchronous: a line is out before the next statement, so a kill cannot make it a lie.
  Deno.stdout.writeSync(new TextEncoder().encode(line + "\n"));
}

/** Stores pages of 3,500 minutes, four transactions each, with a hole of 100 between them, until it is killed. */
async function fill(): Promise<void> {
  const shelf = await openSqliteCandleStore({ dir, clock });
  for (let from = Number(args[0]);; from += 3_600) {
    await shelf.keepColumns(SERIES, makeColumns(from, 3_500), {
      closedUntilMs: Infinity,
      fetched: span(from, from + 3_500),
    });
    say(`kept ${from}`);
  }
}

/** Stores ten minutes of each of 300 series at once, again and again, until it is killed. */
async function batch(): Promise<void> {
  const shelf = await openSqliteCandleStore({ dir, clock });
  for (let from = Number(args[0]);; from += 20) {
    await shelf.keepMany(toBatch(300, from));
    say(`kept ${from}`);
  }
}

/** Puts 20,000 minutes of one price in the place of those of another one, again and again, until it is killed. */
async function replace(): Promise<void> {
  const shelf = await openSqliteCandleStore({ dir, clock });
  for (let price = 1;; price++) {
    const columns = makeColumns(0, 20_000);
    for (const column of [columns.open, columns.high, columns.low, columns.close]) column.fill(price);
    await shelf.replaceColumns(SERIES, columns, { closedUntilMs: Infinity, fetched: [span(0, 20_000)] });
    say(`replaced ${price}`);
  }
}

/** Stores one minute after the other from minute 10,000 on, as a collector does, until it is killed. */
async function live(): Promise<void> {
  const shelf = await openSqliteCandleStore({ dir, clock });
  for (let at = 10_000;; at++) {
    await shelf.keep(SERIES, {
      candles: candles(at, at + 1),
      closedUntilMs: minute(at + 1),
      fetched: span(at, at + 1),
    });
    say(`kept ${at}`);
    await clock.sleep(2);
  }
}

/** Stores 60 pages of 200 minutes; every second page is one that its siblings store too. */
async function write(): Promise<void> {
  const own = Number(args[0]);
  await using shelf = await openSqliteCandleStore({ dir, clock });
  say("ready");
  Deno.stdin.readSync(new Uint8Array(16));
  let added = 0;
  for (let page = 0; page < 60; page++) {
    const from = (page % 2 === 0 ? page : own * 60 + page) * 200;
    const fetched = span(from, from + 200);
    const counts = await shelf.keep(SERIES, {
      candles: candles(from, from + 200),
      closedUntilMs: minute(1_000_000),
      fetched,
    });
    added += counts.added;
    // A turn for the siblings, which would hardly get the lock otherwise and not compete.
    await clock.sleep(0);
  }
  say(`added ${added}`);
}
