/** What people and other programs do while the program lives: signals are sent in, commands written, buttons pressed. */
import type { Clock } from "../../src/core/clock.ts";
import type { TelegramServer } from "../support/telegram_server.ts";

interface InboundSignal {
  readonly ref: string;
  readonly ticker: string;
  readonly action: "buy" | "sell";
  readonly class: "usual" | "protective";
}

export interface PeopleParts {
  readonly telegram: TelegramServer;
  readonly clock: Clock;
  readonly person: string;
  readonly key: string;
  /** Six digits, below 500000; those of these people are above. */
  readonly firstCode: number;
}

const ABOVE = 400_000;
const MUTED_ABOVE = 800_000;
const SORTS = [
  { action: "buy", class: "usual" },
  { action: "buy", class: "usual" },
  { action: "sell", class: "usual" },
  { action: "sell", class: "protective" },
] as const;

export class ChaosPeople {
  readonly #parts: PeopleParts;
  /** Sent, and not known to be taken: sent again with the same ref, as the door asks for. */
  readonly #untaken: InboundSignal[] = [];
  /** Said to be taken. */
  readonly taken = new Set<string>();
  /** What each command asks for, which is its own alone. */
  readonly commands = new Set<string>();
  readonly #pressed = new Set<string>();
  readonly #updates: number[] = [];
  #count = 0;

  constructor(parts: PeopleParts) {
    this.#parts = parts;
  }

  /** Until the program is gone. @param unit by the seed. */
  async act(url: string, { unit, isOver }: { unit: () => number; isOver: () => boolean }): Promise<void> {
    const { clock } = this.#parts;
    const plans = Array.from({ length: 4 + Math.floor(unit() * 6) }, () => ({ pause: unit(), what: unit() }));
    for (const { pause, what } of plans) {
      // Real time: the moments of a kill are.
      await new Promise((resolve) => setTimeout(resolve, pause * LONGEST_PAUSE_MS));
      if (isOver()) return;
      if (what < 0.5) await this.sendSignal(url, unit);
      else if (what < 0.6) {
        this.#write(`/mute ${MUTED_ABOVE + this.#parts.firstCode / 10 + ++this.#count}`, clock.now());
      } else if (what < 0.75) {
        this.#write(`/settings quiet ${toNight(this.#parts.firstCode + ++this.#count)}`, clock.now());
      } else if (what < 0.8) this.#write("/status", clock.now());
      else if (what < 0.93) this.press(unit);
      else this.#redeliver(unit);
    }
  }

  /** A new one, or one that may not have been taken. */
  async sendSignal(url: string, unit: () => number): Promise<void> {
    const again = unit() < 0.6 ? this.#untaken[0] : undefined;
    const sort = SORTS[Math.floor(unit() * SORTS.length)] ?? SORTS[0];
    const { firstCode } = this.#parts;
    const number = this.#count + 1;
    if (again === undefined) this.#count++;
    const signal = again ??
      { ref: `r${firstCode + number}`, ticker: String(ABOVE + firstCode + number), ...sort };
    if (again === undefined) this.#untaken.push(signal);
    await this.#post(url, signal);
  }

  /** What is left is sent until it is taken. */
  async sendRest(url: string): Promise<boolean> {
    const [first] = this.#untaken;
    if (first === undefined) return true;
    await this.#post(url, first);
    return this.#untaken.length === 0;
  }

  /** Every question that waits, once or more: a press comes under a new id each time. */
  press(unit: () => number): void {
    const { telegram, person } = this.#parts;
    for (const { chat, keyboard } of telegram.messages) {
      for (const data of readButtons(keyboard)) {
        if (chat !== person || !data.endsWith(":yes") || this.#pressed.has(data)) continue;
        this.#pressed.add(data);
        const times = 1 + Math.floor(unit() * 3);
        for (let i = 0; i < times; i++) this.#updates.push(telegram.updates.press(person, data));
      }
    }
  }

  #write(text: string, nowMs: number): void {
    const { telegram, person } = this.#parts;
    this.commands.add(text);
    this.#updates.push(telegram.updates.message(person, text, { sentAtMs: nowMs }));
  }

  #redeliver(unit: () => number): void {
    const id = this.#updates[this.#updates.length - 1 - Math.floor(unit() * 5)];
    if (id !== undefined) this.#parts.telegram.updates.again(id);
  }

  async #post(url: string, signal: InboundSignal): Promise<void> {
    const body = JSON.stringify({ ...signal, confidence: 0.9, price: 10_000, key: this.#parts.key });
    const headers = { "content-type": "application/json" };
    const status = await fetch(`${url}/signal`, { method: "POST", headers, body })
      .then(async (answer) => (await answer.body?.cancel(), answer.status), () => undefined);
    // Refused for good, as a repetition or because the market is closed, is an answer too.
    if (status === undefined || status === 429 || status >= 500) return;
    if (status === 200 || status === 202) this.taken.add(signal.ref);
    this.#untaken.splice(0, this.#untaken.length, ...this.#untaken.filter(({ ref }) => ref !== signal.ref));
  }
}

const LONGEST_PAUSE_MS = 120;
/** Of an evening, which no round lives to see: so quiet hours change and nothing is quieter. */
const [NIGHT_FROM_MIN, NIGHT_MINUTES, LONGEST_NIGHT_MIN] = [21 * 60, 120, 59];

/** A span that is asked for once: a change that is asked about, and of which it shows whether it was done twice. */
function toNight(n: number): string {
  const fromMin = NIGHT_FROM_MIN + n % NIGHT_MINUTES;
  const untilMin = fromMin + 1 + Math.floor(n / NIGHT_MINUTES) % LONGEST_NIGHT_MIN;
  return [fromMin, untilMin].map((min) =>
    `${String(Math.floor(min / 60)).padStart(2, "0")}:${String(min % 60).padStart(2, "0")}`
  ).join("-");
}

function readButtons(keyboard: unknown): readonly string[] {
  const rows = (keyboard as { inline_keyboard?: { callback_data: string }[][] } | undefined)?.inline_keyboard;
  return (rows ?? []).flat().map(({ callback_data }) => callback_data);
}
