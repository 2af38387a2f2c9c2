/** Mutants that no test can notice: the program they make behaves as the one that is there. `deno task mutate` reads them. */
import { applyMutant, type Mutant } from "./mutants.ts";

export interface Equivalent {
  /** Below `src`. */
  readonly file: string;
  /** The whole lines where the change lies, without what leads and trails; so the entry outlives moves in the file. */
  readonly was: string;
  readonly becomes: string;
  readonly why: string;
}

/** What a room may have at most; more is a sign that its code says things that do not matter. */
export const MOST_EQUIVALENTS = 2;

export const EQUIVALENTS: readonly Equivalent[] = [
  {
    file: "stock/poll/loop.ts",
    was: "if (this.#hasStepped && waitMs > 0) {",
    becomes: "if (this.#hasStepped && waitMs >= 0) {",
    why: "at 0 the poll is made right below, and making it forgets the time that the line had set",
  },
  {
    file: "stock/poll/cycle.ts",
    was: "#nextProbe = 0;",
    becomes: "#nextProbe = (0 + 1);",
    why: "the sources take turns as probes, and with which of them that begins means nothing",
  },
  {
    file: "core/decimal.ts",
    was: "return shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);",
    becomes: "return shift >= (0 + 1) ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);",
    why: "at 0 both sides of the question give the same digits: times or by 10 to the 0",
  },
  {
    file: "strategies/rsi_reversal.ts",
    was:
      'if (allow_short) return (this.#held ?? 0) < 0 ? undefined : this.#open("short", { close, reason });',
    becomes:
      'if (allow_short) return (this.#held ?? (0 + 1)) < 0 ? undefined : this.#open("short", { close, reason });',
    why: "what is not known is only asked whether it lies below 0, and neither 0 nor 1 does",
  },
  {
    file: "strategies/schedule.ts",
    was: "const anchorMs = kstDayStartMs(day) + (readTimeOfDay(at) ?? 0) * MINUTE_MS;",
    becomes: "const anchorMs = kstDayStartMs(day) + (readTimeOfDay(at) ?? (0 + 1)) * MINUTE_MS;",
    why: "the parameters let only times of day through; the other side is there for the compiler",
  },
  {
    file: "indicators/window.ts",
    was: "const left = this.#ring[at] ?? 0;",
    becomes: "const left = this.#ring[at] ?? (0 + 1);",
    why: "the place is always one of the ring; the other side is there for the compiler",
  },
  {
    file: "indicators/adx.ts",
    was: "if (plus === undefined || minus === undefined) return;",
    becomes: "if (plus === undefined && minus === undefined) return;",
    why: "both are fed together and have the same period, so both are there or neither is",
  },
  {
    file: "bus/ring_queue.ts",
    was: "#head = 0;",
    becomes: "#head = (0 + 1);",
    why: "a ring begins anywhere",
  },
  {
    file: "lib/ulid.ts",
    was: "beginning = toDigits(nowMs, 10) + toDigits(random[0] ?? 0, 5) +",
    becomes: "beginning = toDigits(nowMs, 10) + toDigits(random[0] ?? (0 + 1), 5) +",
    why: "three numbers are always there; the other side is there for the compiler",
  },
  {
    file: "lib/process/child_asks.ts",
    was: "#lastId = 0;",
    becomes: "#lastId = (0 + 1);",
    why: "the numbers of questions need only differ; where they begin is nobody's business",
  },
  {
    file: "signals/dedup/claim_clock.ts",
    was: 'if (newestMs > 0) await this.#parts.queue.run(() => this.#sql.mark.run("trusted", newestMs));',
    becomes: 'if (newestMs >= 0) await this.#parts.queue.run(() => this.#sql.mark.run("trusted", newestMs));',
    why: "to trust up to the beginning of 1970 is to trust nothing, as without a mark",
  },
  {
    file: "signals/dedup/claim_clock.ts",
    was: "trustedMs: Number(trusted ?? 0),",
    becomes: "trustedMs: Number(trusted ?? (0 + 1)),",
    why: "no row is of the first millisecond of 1970, and everything else is later than both",
  },
  {
    file: "paper/order_size.ts",
    was: "if (!(units > 0)) return 0;",
    becomes: "if (!(units >= 0)) return 0;",
    why: "no units are 0 lots, and 0 lots are 0 units",
  },
  {
    file: "paper/fill_models/freqtrade.ts",
    was: "if (position.stopPrice !== undefined && (stop - position.stopPrice) * away <= 0) return;",
    becomes: "if (position.stopPrice !== undefined && (stop - position.stopPrice) / away <= 0) return;",
    why: "`away` is 1 or -1",
  },
  {
    file: "telemetry/loop_lag.ts",
    was: "let dueAtMs = clock.monotonic() + EVERY_MS;",
    becomes: "let dueAtMs = clock.monotonic() - EVERY_MS;",
    why: "the first round begins right below, before anybody can ask, and sets it anew",
  },
  {
    file: "telemetry/log_file.ts",
    was: "const byte = new Uint8Array(1);",
    becomes: "const byte = new Uint8Array((1 + 1));",
    why: "only the first byte of what was read is handed back, and behind the last one there is nothing",
  },
  {
    file: "config/settings/notify.ts",
    was: "return z.NEVER;",
    becomes: "return undefined;",
    why: "an issue was added right before, so the setting is refused and nobody sees what is handed back",
  },
];

/** The entry that a mutant of this text falls under. */
export function findEquivalent(
  mutant: Mutant,
  options: { text: string; among?: readonly Equivalent[] },
): Equivalent | undefined {
  const { was, becomes } = toChangedLines(mutant, options.text);
  return (options.among ?? EQUIVALENTS).find((entry) =>
    entry.file === mutant.file && entry.was === was && entry.becomes === becomes
  );
}

/** The lines of a change before and after it, in one line each. */
export function toChangedLines(mutant: Mutant, text: string): { was: string; becomes: string } {
  const from = text.lastIndexOf("\n", mutant.from - 1) + 1;
  const end = text.indexOf("\n", mutant.to);
  const to = end === -1 ? text.length : end;
  const grown = mutant.becomes.length - (mutant.to - mutant.from);
  const toLine = (lines: string) => lines.replace(/\s+/g, " ").trim();
  return {
    was: toLine(text.slice(from, to)),
    becomes: toLine(applyMutant(text, mutant).slice(from, to + grown)),
  };
}
