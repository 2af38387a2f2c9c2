/**
 * Brings what transactions left in the outbox to the bus, in order, and removes what the bus has confirmed. A program
 * that dies in between brings it again: at least once, and consumers act once by the id.
 */
import type { ChangeNotifier } from "../core/change_notifier.ts";
import type { Clock } from "../core/clock.ts";
import { toErrorText } from "../core/errors.ts";
import type { Bus, DeadLetters, PublishResult } from "./bus.ts";
import type { BusEvents } from "./events.ts";
import { readMessage } from "./topics.ts";

/** Where the events come from; a table. */
export interface Outbox {
  readonly written: ChangeNotifier;
  /** The oldest ones, always from the beginning. */
  read(limit: number): Promise<readonly WaitingEvent[]>;
  remove(ids: readonly string[]): Promise<void>;
}

export interface WaitingEvent {
  readonly id: string;
  readonly topic: string;
  readonly messageText: string;
  readonly v: number;
  readonly atMs: number;
}

export interface OutboxRelayOptions {
  readonly outbox: Outbox;
  readonly bus: Bus;
  readonly deadLetters: DeadLetters;
  /** Real time. */
  readonly clock: Clock;
  readonly events: BusEvents;
}

/** Events whose confirmation is waited for; a subscriber's retries must not hold up what comes behind them. */
const MOST_UNDER_WAY = 256;
/** Another process may have written some. */
const LOOK_EVERY_MS = 1_000;
const FIRST_BACKOFF_MS = 50;
const LONGEST_BACKOFF_MS = 30_000;
/** What subscribers have at the end to confirm what they are at; the rest comes again at the next start. */
const LAST_WORD_MS = 1_000;

/** Names the outbox as the receiver of letters that could not even be sent. */
const OUTBOX = "outbox";
/** Stands for an answer that takes its time. */
const PENDING = Promise.resolve(undefined);

/**
 * One at a time for each outbox. It begins after every durable subscriber and ends before them: a topic without one
 * confirms at once.
 */
export class OutboxRelay implements AsyncDisposable {
  readonly #options: OutboxRelayOptions;
  readonly #closing = new AbortController();
  /** By id: published, and still in the table. */
  readonly #underWay = new Map<string, Promise<void>>();
  #confirmed: string[] = [];
  #running: Promise<void> | undefined;
  #stopListening = () => {};
  #wake = new AbortController();
  /** 0 while all is well. */
  #backoffMs = 0;
  #relayed = 0;
  #dead = 0;
  #refused = 0;
  #failures = 0;

  constructor(options: OutboxRelayOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#running !== undefined) return;
    this.#stopListening = this.#options.outbox.written.subscribe(() => this.#wake.abort());
    this.#running = this.#run();
  }

  /** `dead` were kept aside unsent; `refused` and `failures` are tries that are made again. */
  counts() {
    return {
      relayed: this.#relayed,
      dead: this.#dead,
      underWay: this.#underWay.size,
      refused: this.#refused,
      failures: this.#failures,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#wake.abort();
    await this.#running;
    this.#stopListening();
  }

  /** Never rejects. */
  async #run(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      this.#wake = new AbortController();
      await this.#dare(() => this.#pass());
      if (this.#backoffMs > 0) await this.#sleep(this.#backoffMs, this.#closing.signal);
      else if (this.#confirmed.length === 0) await this.#sleep(LOOK_EVERY_MS, this.#wake.signal);
    }
    // What the last transactions wrote, and what is confirmed by then.
    await this.#dare(() => this.#pass());
    const over = new AbortController();
    await Promise.race([
      Promise.all(this.#underWay.values()),
      this.#sleep(LAST_WORD_MS, over.signal),
    ]);
    over.abort();
    await this.#dare(() => this.#removeConfirmed());
  }

  async #pass(): Promise<void> {
    await this.#removeConfirmed();
    const rows = await this.#options.outbox.read(MOST_UNDER_WAY);
    for (const row of rows) {
      if (this.#underWay.has(row.id)) continue;
      if (!await this.#send(row)) return;
    }
    this.#noteHealth();
  }

  /** @returns false when the bus takes nothing now: what comes later must not overtake it. */
  async #send(row: WaitingEvent): Promise<boolean> {
    const { bus, events } = this.#options;
    const read = readMessage(row.topic, { message: JSON.parse(row.messageText), v: row.v });
    if (read === undefined) {
      await this.#bury(row, "this version of the program does not know its topic, kind or shape");
      return true;
    }
    const answer = bus.publish(read.topic, read.message, { id: row.id });
    const first = await Promise.race([answer, PENDING]);
    if (first?.kind === "refused" && first.reason === "invalid") {
      await this.#bury(row, first.what);
      return true;
    }
    if (first?.kind === "refused") {
      this.#refused++;
      this.#backOff();
      events.relayHeld({ reason: first.what, retryInMs: this.#backoffMs });
      return false;
    }
    if (first?.kind === "taken") this.#confirm(row.id);
    else this.#underWay.set(row.id, answer.then((result) => this.#onAnswer(row.id, result)));
    return true;
  }

  #onAnswer(id: string, result: PublishResult): void {
    if (result.kind === "taken") this.#confirm(id);
    else {
      this.#underWay.delete(id);
      this.#refused++;
      this.#backOff();
    }
    this.#wake.abort();
  }

  #confirm(id: string): void {
    this.#relayed++;
    this.#finish(id);
  }

  /** It stays under way until it is removed, so that it is not sent again meanwhile. */
  #finish(id: string): void {
    this.#underWay.set(id, Promise.resolve());
    this.#confirmed.push(id);
  }

  async #removeConfirmed(): Promise<void> {
    if (this.#confirmed.length === 0) return;
    const ids = [...this.#confirmed];
    await this.#options.outbox.remove(ids);
    this.#confirmed = this.#confirmed.slice(ids.length);
    for (const id of ids) this.#underWay.delete(id);
  }

  /** What can never be sent must not stand in the way of the rest. */
  async #bury(row: WaitingEvent, reason: string): Promise<void> {
    const { deadLetters, clock, events } = this.#options;
    const { id, topic, messageText, v, atMs } = row;
    const envelope = {
      ...{ id, topic, v },
      message: JSON.parse(messageText),
      publishedAtMs: atMs,
      from: OUTBOX,
    };
    const letter = { subscriber: OUTBOX, envelope, attempts: 0, reason, atMs: Math.trunc(clock.now()) };
    await deadLetters.keep(letter);
    this.#dead++;
    events.deadLetter(letter);
    this.#finish(id);
  }

  async #dare(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#failures++;
      this.#backOff();
      this.#options.events.relayHeld({ reason: toErrorText(error), retryInMs: this.#backoffMs });
    }
  }

  #backOff(): void {
    this.#backoffMs = Math.min(LONGEST_BACKOFF_MS, Math.max(FIRST_BACKOFF_MS, 2 * this.#backoffMs));
  }

  #noteHealth(): void {
    if (this.#backoffMs > 0) this.#options.events.relayGoesOn();
    this.#backoffMs = 0;
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    await this.#options.clock.sleep(ms, signal).catch(() => {});
  }
}
