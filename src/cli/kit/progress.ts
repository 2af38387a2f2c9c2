import type { Clock } from "../../core/clock.ts";
import type { Terminal } from "./terminal.ts";
import { type Lang, pick } from "../../core/lang.ts";
import { langOf, spanText } from "./language.ts";

const BAR_CELLS = 24;
const DRAW_GAP_MS = 100;
/** In a pipe, one line at most this often. */
const LINE_GAP_MS = 5_000;

export interface ProgressFacts {
  /** 0 to 1; `undefined` when nobody knows how much there is. */
  readonly share: number | undefined;
  /** What was done so far, in words: `12,400 candles`. */
  readonly text: string;
  readonly etaMs: number | undefined;
}

/**
 * Shows how far a long command is: a bar that is drawn over on a terminal, a line now and then elsewhere. Everything
 * goes to the error stream, so that results can be piped.
 */
export class Progress implements Disposable {
  readonly #terminal: Terminal;
  readonly #clock: Clock;
  readonly #draw: ((text: string) => void) | undefined;
  #lastMs: number;
  #isDrawn = false;

  /** @param options.draw writes without a line break; given on a terminal only. */
  constructor(
    terminal: Terminal,
    options: { clock: Clock; draw?: ((text: string) => void) | undefined },
  ) {
    this.#terminal = terminal;
    this.#clock = options.clock;
    this.#draw = options.draw;
    // What is over soon needs no line of its own.
    this.#lastMs = options.clock.monotonic();
  }

  show(facts: ProgressFacts): void {
    const nowMs = this.#clock.monotonic();
    if (nowMs - this.#lastMs < (this.#draw === undefined ? LINE_GAP_MS : DRAW_GAP_MS)) return;
    this.#lastMs = nowMs;
    if (this.#draw === undefined) return this.#terminal.err(toProgressLine(facts, langOf(this.#terminal)));
    this.#isDrawn = true;
    this.#draw(`\r\x1b[2K${toProgressBar(facts, langOf(this.#terminal))}`);
  }

  /** Takes the bar away. */
  [Symbol.dispose](): void {
    if (this.#isDrawn) this.#draw?.("\r\x1b[2K");
    this.#isDrawn = false;
  }
}

/** `[############------------]  50%  12,400 candles  10 s left` */
export function toProgressBar(facts: ProgressFacts, lang: Lang = "en"): string {
  if (facts.share === undefined) return toProgressLine(facts, lang);
  const share = Math.min(1, Math.max(0, facts.share));
  const filled = Math.round(share * BAR_CELLS);
  const bar = `${"#".repeat(filled)}${"-".repeat(BAR_CELLS - filled)}`;
  return `[${bar}] ${toProgressLine(facts, lang)}`;
}

/** ` 50%  12,400 candles  10 s left` */
export function toProgressLine({ share, text, etaMs }: ProgressFacts, lang: Lang = "en"): string {
  const span = spanText(Math.max(1_000, etaMs ?? 0), { lang });
  const left = etaMs === undefined ? "" : `  ${pick(["{span} 남음", "{span} left"], lang, { span })}`;
  if (share === undefined) return `${text}${left}`;
  const percent = Math.floor(Math.min(1, Math.max(0, share)) * 100);
  return `${String(percent).padStart(3)}%  ${text}${left}`;
}

/** For the bar of a terminal; `undefined` when nobody looks at one. */
export function drawOnTerminal(): ((text: string) => void) | undefined {
  if (!Deno.stderr.isTerminal()) return undefined;
  const encoder = new TextEncoder();
  return (text) => void Deno.stderr.writeSync(encoder.encode(text));
}
