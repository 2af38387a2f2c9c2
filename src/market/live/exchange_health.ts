/** What is known of one exchange at this moment, out of what it and its collector tell; and the words for both. */
import { toSeriesText } from "../../core/candle.ts";
import type { Clock } from "../../core/clock.ts";
import { nowOf, shownAt, type Stamp, stampOf } from "../../core/stamp.ts";
import type { Exchange, ExchangeEvent } from "../../exchanges/exchange.ts";
import type { CollectorEvent } from "./candle_event.ts";
import type { MarketEvents } from "../../telemetry/market_events.ts";
import type { ExchangeFacts } from "../market_view.ts";

export class ExchangeHealth {
  readonly #id: string;
  readonly #events: MarketEvents;
  readonly #clock: Clock;
  #restState: ExchangeFacts["restState"] = "unused";
  /** A stream is down until it says that it is up. */
  #down: { readonly since: Stamp; readonly reason: string } | undefined;
  /** Until something comes from the exchange again, which only a helper that runs can bring. */
  #helperDown: Stamp | undefined;
  /** Since the last good answer: one line for an outage, however many markets it hits for however long. */
  #isOutageTold = false;

  constructor(id: string, options: { events: MarketEvents; clock: Clock }) {
    this.#id = id;
    this.#events = options.events;
    this.#clock = options.clock;
    this.#down = { since: stampOf(options.clock), reason: "it has not come up yet" };
  }

  facts(exchange: Pick<Exchange, "title" | "streamIntervals">, skewMs: number | undefined): ExchangeFacts {
    const hasStream = exchange.streamIntervals.length > 0;
    const down = hasStream ? this.#down : undefined;
    return {
      id: this.#id,
      title: exchange.title,
      stream: !hasStream ? "none" : down === undefined ? "up" : "down",
      downSinceMs: down && shownAt(down.since, nowOf(this.#clock)),
      reason: down?.reason,
      skewMs,
      restState: this.#restState,
      helperDownSinceMs: this.#helperDown && shownAt(this.#helperDown, nowOf(this.#clock)),
    };
  }

  takeExchangeEvent(event: ExchangeEvent): void {
    const [exchange, events] = [this.#id, this.#events];
    switch (event.kind) {
      case "request_done":
        this.#restState = event.outcome === "ok" ? "ok" : "failing";
        if (event.outcome === "ok") {
          this.#isOutageTold = false;
          this.#helperDown = undefined;
        }
        return events.exchangeRequest({ exchange, outcome: event.outcome, durationMs: event.durationMs });
      case "throttled":
        this.#restState = event.status === 418 ? "banned" : "waiting";
        return events.throttled({ exchange, ...event });
      case "row_refused":
        return events.rowRefused({ exchange, ...event });
      case "child_ended":
        if (event.isParked) this.#helperDown ??= stampOf(this.#clock);
        return events.childEnded({ exchange, ...event });
      // The collector tells of streams, with what it does about them.
      case "stream_down":
      case "stream_up":
        return;
    }
  }

  takeCollectorEvent(event: CollectorEvent): void {
    const [exchange, events] = [this.#id, this.#events];
    switch (event.kind) {
      case "stream_up":
        this.#down = undefined;
        this.#helperDown = undefined;
        return events.streamUp({ exchange, ...event });
      case "stream_down":
        // Tries that fail one after the other are one silence.
        this.#down = { since: this.#down?.since ?? stampOf(this.#clock), reason: event.reason };
        return events.streamDown({ exchange, ...event });
      case "outage": {
        const isRepeat = this.#isOutageTold;
        this.#isOutageTold = true;
        return events.outage({ ...event, isRepeat });
      }
      case "audit_difference":
        return events.auditDifference(event);
      case "clock_skew":
        return events.clockSkew({ exchange, ...event });
      case "close_failed":
        return events.closeFailed(event);
      case "receiver_failed":
        return events.receiverFailed({ name: toSeriesText(event.series), error: event.error });
      case "late_frame":
        return events.barDoubted({
          series: event.series,
          what: "a bar changed after it had been closed; it will be compared with the exchange",
        });
      case "frame_refused":
        return events.barDoubted({ series: event.series, what: "a bar came whose time cannot be right" });
      case "audit_failed":
        return events.auditFailed(event);
      case "stream_mute":
        return events.streamMute({ exchange, forMs: event.silentForMs });
      case "stream_talks":
        return events.streamTalks({ exchange });
    }
  }
}
