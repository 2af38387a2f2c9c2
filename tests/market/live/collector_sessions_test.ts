import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import { createSessionHours } from "../../../src/calendar/session_hours.ts";
import { toKstIso } from "../../../src/core/kst.ts";
import { HOLIDAYS_TEXT, toCalendar } from "../../calendar/sample_calendars.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { startCollector, type Started } from "./collector_parts.ts";
import { toBar } from "./scripted_exchange.ts";

const calendar = toCalendar(HOLIDAYS_TEXT);
const hours = createSessionHours(() => calendar);
const at = (text: string) => Date.parse(`2026-11-${text}+09:00`);
const toText = (atMs: number) => toKstIso(atMs).slice(8, 19);

/** A collector of one stock, whose stream has been up since just before this. */
async function start(text: string): Promise<Started> {
  const parts = startCollector({ clock: new ManualClock(at(text)), hours });
  parts.exchange.up();
  parts.exchange.tick(parts.exchange.now() - 1);
  parts.exchange.tick();
  await flowTo(parts, at(text) + 1_000);
  return parts;
}

/** Another stock is traded every five seconds. */
async function flowTo(parts: Started, untilMs: number): Promise<void> {
  while (parts.clock.now() < untilMs) {
    const nextMs = Math.min(untilMs, Math.floor(parts.clock.now() / 5_000 + 1) * 5_000);
    await parts.clock.advance(nextMs - parts.clock.now());
    if (nextMs % 5_000 === 0) parts.exchange.tick(parts.exchange.now(), "ETH/KRW");
  }
}

/** A candle that is traded, at the exchange and on its stream. */
function trade(parts: Started, openTimeMs: number, volume: number): void {
  parts.exchange.put(toBar(openTimeMs, volume));
  parts.exchange.frame(toBar(openTimeMs, volume));
}

const closedOf = (parts: Started) =>
  parts.closed.map(({ candle, atMs }) => `${toText(candle.openTimeMs)} at ${toText(atMs)}`);
const stateOf = (parts: Started) => {
  const [status] = parts.collector.status();
  return `${status?.state}: ${status?.reason}`;
};

Deno.test("a stock's last minutes close one after the other, and the closing auction with its late print at 15:31", async () => {
  await using parts = await start("13T15:17:30");
  for (const [time, volume] of [["15:18", 1], ["15:19", 2]] as const) {
    await flowTo(parts, at(`13T${time}:10`));
    trade(parts, at(`13T${time}:00`), volume);
  }
  await flowTo(parts, at("13T15:25:00"));
  strictEqual(stateOf(parts), "live: orders are gathered for the auction of 2026-11-13 15:30 KST");
  await flowTo(parts, at("13T15:30:28"));
  trade(parts, at("13T15:30:00"), 9);
  await flowTo(parts, at("13T15:31:02"));
  deepStrictEqual(closedOf(parts).slice(-3), [
    "13T15:18:00 at 13T15:19:01",
    "13T15:19:00 at 13T15:20:01",
    "13T15:30:00 at 13T15:31:01",
  ]);
});

Deno.test("over a weekend nothing is asked, told or overdue, and the first minute of Monday closes", async () => {
  await using parts = await start("13T15:18:30");
  await flowTo(parts, at("13T15:19:10"));
  trade(parts, at("13T15:19:00"), 1);
  await flowTo(parts, at("13T15:30:28"));
  trade(parts, at("13T15:30:00"), 2);
  await flowTo(parts, at("13T15:31:02"));
  strictEqual(stateOf(parts), "closed: the market opens on 2026-11-16 09:00 KST");
  // The last hour is compared with the exchange until it has passed.
  await parts.clock.advance(at("13T17:00:00") - parts.clock.now());
  const asked = parts.exchange.asked.length;
  const told = parts.events.length;
  parts.exchange.frame(toBar(at("13T17:00:00"), 5));
  parts.exchange.down();
  await parts.clock.advance(at("16T08:20:00") - parts.clock.now());
  strictEqual(parts.exchange.asked.length, asked);
  deepStrictEqual(parts.events.slice(told).map(({ kind }) => kind), ["stream_down"]);
  strictEqual(stateOf(parts), "closed: the market opens on 2026-11-16 09:00 KST");
  parts.exchange.up();
  await flowTo(parts, at("16T09:00:10"));
  trade(parts, at("16T09:00:00"), 3);
  await flowTo(parts, at("16T09:01:10"));
  const [last] = closedOf(parts).slice(-1);
  assertTrue(last?.startsWith("16T09:00:00 at 16T09:01:0"), last);
  deepStrictEqual(parts.closed.filter(({ candle }) => candle.openTimeMs >= at("13T15:31:00")).length, 1);
  strictEqual(parts.events.some(({ kind }) => kind === "outage" || kind === "stream_mute"), false);
});

Deno.test("who begins at night waits for the morning and asks for no candle that cannot be", async () => {
  await using parts = await start("14T02:00:00");
  strictEqual(stateOf(parts), "closed: the market opens on 2026-11-16 09:00 KST");
  await parts.clock.advance(at("14T12:00:00") - parts.clock.now());
  deepStrictEqual(parts.closed, []);
  deepStrictEqual(
    parts.exchange.asked.filter(({ span }) => hours.countCandles("1m", span) === 0).map((
      { span },
    ) => [toText(span.fromMs), toText(span.toMs)]),
    [],
  );
});
