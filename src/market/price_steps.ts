/** The price step of each watched market: learnt at the start, every day, and when prices stop fitting to it. */
import type { Candle } from "../core/candle.ts";
import type { Clock } from "../core/clock.ts";
import { readDecimal, toDecimal } from "../core/decimal.ts";
import { toErrorText } from "../core/errors.ts";
import { DAY_MS, MINUTE_MS } from "../core/kst.ts";
import type { Exchange } from "../exchanges/exchange.ts";
import type { MarketEvents } from "../telemetry/market_events.ts";

/** An exchange changes its steps now and then, and a step may depend on the price. */
const LEARN_EVERY_MS = DAY_MS;
/** Prices that fit to no step need not be asked about at every candle. */
const AGAIN_AFTER_MS = 10 * MINUTE_MS;

interface Step {
  tickSize: string | undefined;
  /** Monotonic; of the last question. */
  askedAtMs: number;
  isWrong: boolean;
  isAsking: boolean;
}

export interface PriceStepsDeps {
  readonly clock: Clock;
  readonly events: Pick<MarketEvents, "stepUnknown" | "stepChanged">;
  readonly signal: AbortSignal;
}

export class PriceSteps {
  readonly #parts: PriceStepsDeps;
  /** By exchange and symbol. */
  readonly #steps = new Map<string, Step & { readonly exchange: Exchange; readonly symbol: string }>();

  constructor(parts: PriceStepsDeps) {
    this.#parts = parts;
  }

  watch(exchange: Exchange, symbol: string): void {
    this.#steps.set(`${exchange.id} ${symbol}`, {
      ...{ exchange, symbol, tickSize: undefined, askedAtMs: -Infinity, isWrong: false, isAsking: false },
    });
  }

  /** Decimal text; `undefined` until the exchange has told it. */
  of(exchange: string, symbol: string): string | undefined {
    return this.#steps.get(`${exchange} ${symbol}`)?.tickSize;
  }

  /** A closed candle shows whether the step still holds. */
  noteCandle(
    exchange: string,
    { symbol, candle }: { readonly symbol: string; readonly candle: Candle },
  ): void {
    const step = this.#steps.get(`${exchange} ${symbol}`);
    if (step?.tickSize === undefined) return;
    const { tickSize } = step;
    step.isWrong ||= [candle.open, candle.high, candle.low, candle.close].some((price) =>
      !fitsStep(price, tickSize)
    );
  }

  /** Asks for those that are due. Never rejects. */
  async learnDue(): Promise<void> {
    const nowMs = this.#parts.clock.monotonic();
    const due = [...this.#steps.values()].filter(({ tickSize, askedAtMs, isWrong, isAsking }) =>
      !isAsking && nowMs - askedAtMs >= (tickSize === undefined || isWrong ? AGAIN_AFTER_MS : LEARN_EVERY_MS)
    );
    await Promise.all(due.map((step) => this.#learn(step)));
  }

  /** Charts do without until it is known; a step that was known stays until there is another. */
  async #learn(step: Step & { readonly exchange: Exchange; readonly symbol: string }): Promise<void> {
    const { clock, events, signal } = this.#parts;
    const { exchange, symbol } = step;
    const isFirst = step.askedAtMs === -Infinity;
    step.askedAtMs = clock.monotonic();
    step.isAsking = true;
    try {
      const { tickSize } = await exchange.fetchInstrument(symbol, signal);
      const before = step.tickSize;
      step.tickSize = tickSize;
      step.isWrong = false;
      if (before !== undefined && before !== tickSize) {
        events.stepChanged({ exchange: exchange.id, symbol, before, after: tickSize });
      }
    } catch (error) {
      if (signal.aborted || !isFirst) return;
      events.stepUnknown({ exchange: exchange.id, symbol, reason: toErrorText(error) });
    } finally {
      step.isAsking = false;
    }
  }
}

/** Compared as decimals: 0.3 is three steps of 0.1. */
export function fitsStep(price: number, tickSize: string): boolean {
  const step = readDecimal(tickSize);
  return step === undefined || step <= 0n || toDecimal(price) % step === 0n;
}
