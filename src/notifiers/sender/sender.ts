/**
 * Brings the messages of one channel to their readers, one at a time: looks, decides, writes down what it is about to do,
 * does it, writes down what came of it. It may die at any of these points; the next sender goes on from the rows.
 */
import { isMemoryUnavailable, toErrorText } from "../../core/errors.ts";
import { type MessageRow, NEXT_STATES } from "../message_store.ts";
import { type PendingView, toDelivery } from "../notifiers_view.ts";
import { Aside } from "./aside.ts";
import { settleDoubt } from "./looks/doubt.ts";
import { findEditTarget } from "./edit_target.ts";
import { putAwayGone } from "./gone.ts";
import { tellTogether } from "./group.ts";
import { listLate } from "./late.ts";
import { SenderLease } from "./lease.ts";
import { followMoved, handOver, noteMoved } from "./moved.ts";
import { noteOutcome } from "./outcome.ts";
import type { SenderParts } from "./parts.ts";
import { Pace } from "./pace.ts";
import { planStep, type Step } from "./plan.ts";
import { quietUntilMs } from "./quiet_hours.ts";
import { RowTimes } from "./row_times.ts";
import { settleStrays } from "./looks/strays.ts";
import { takeOutUnwanted } from "./unwanted.ts";

/** Rows that are looked at in one step. */
const MOST_ROWS = 500;
/** A file that cannot be written, or a mistake of ours: not faster than this. */
const AFTER_FAULT_MS = 1_000;
/** One that is put aside this often is refused. */
const MOST_FAILURES = 5;

export class Sender {
  readonly #parts: SenderParts;
  readonly #pace: Pace;
  readonly #aside: Aside;
  readonly #lease: SenderLease;
  readonly #times: RowTimes;
  readonly #checkedAtMs = new Map<string, number>();
  #mayHaveLate = true;
  /** Of a life before, too. */
  #mayHaveStrays = true;
  /** For an answer: others had their turn meanwhile. */
  #hasWaited = false;
  #isWoken = false;
  #pending: PendingView = { pending: 0, unknown: 0, oldestQueuedAtMs: undefined };
  #wake: AbortController | undefined;

  constructor(parts: SenderParts) {
    this.#parts = parts;
    this.#pace = new Pace(parts.channel.pace);
    this.#aside = new Aside(parts.waits);
    this.#lease = new SenderLease(parts);
    this.#times = new RowTimes(parts);
  }

  /** From memory. */
  get pending(): PendingView {
    return this.#pending;
  }

  /** Something was queued. */
  wake(): void {
    this.#isWoken = true;
    this.#wake?.abort();
  }

  /** Until the signal aborts. A send that is under way by then is waited for a little, so that its answer is known. */
  async run(signal: AbortSignal): Promise<void> {
    const { store, channel, log, clock, waits } = this.#parts;
    const unsubscribe = store.written.subscribe(() => this.wake());
    const ending = new AbortController();
    const end = () =>
      void clock.real.sleep(waits.stopGraceMs, ended.signal).then(() => ending.abort(), () => {});
    const ended = new AbortController();
    signal.addEventListener("abort", end, { once: true });
    try {
      while (!signal.aborted) {
        let waitMs = AFTER_FAULT_MS;
        try {
          this.#isWoken = false;
          waitMs = await this.#step(ending.signal);
        } catch (error) {
          if (signal.aborted) return;
          // What it left in `sending` is to be found.
          this.#lease.drop();
          log.write("error", "notify_sender_failed", toErrorText(error), { channel: channel.id, error });
        }
        await this.#sleep(waitMs, signal);
      }
    } finally {
      unsubscribe();
      signal.removeEventListener("abort", end);
      ended.abort();
      await this.#lease.give();
    }
  }

  /** @returns how long nothing is to be done. */
  async #step(signal: AbortSignal): Promise<number> {
    const { store, channel, clock, isFirst, waits, health } = this.#parts;
    if (!await this.#lease.hold()) return waits.idleMs;
    if (this.#mayHaveLate && health.pauseMs() === 0) {
      this.#mayHaveLate = !await this.#listLate(signal);
    }
    const open = this.#times.correct(await store.open(channel.id, MOST_ROWS));
    this.#pending = {
      pending: open.length,
      unknown: open.filter(({ state }) => state === "unknown").length,
      oldestQueuedAtMs: open.length === 0 ? undefined : Math.min(...open.map(({ queuedAtMs }) => queuedAtMs)),
    };
    this.#aside.keepOnly(open);
    const rows = open.filter((row) => !this.#aside.has(row, clock.monotonic()));
    if (await followMoved(rows, this.#parts)) return 0;
    if (isFirst && await putAwayGone(rows, this.#parts)) return 0;
    if (await takeOutUnwanted(rows, this.#parts)) {
      this.#mayHaveLate = true;
      return 0;
    }
    const step = await this.#plan(rows);
    const pauseMs = health.pauseMs();
    if (pauseMs > 0 && (step.kind === "send" || step.kind === "group" || step.kind === "check")) {
      return Math.min(pauseMs, untilNextEnd(rows, clock.now()));
    }
    try {
      return await this.#do(step, rows, signal);
    } catch (error) {
      if (signal.aborted || isMemoryUnavailable(error)) throw error;
      // What it left in `sending` is to be found.
      this.#lease.drop();
      if (step.kind === "group") { for (const { seq } of step.rows) this.#aside.alone.add(seq); }
      else if ("row" in step) await this.#putAside(step.row, toErrorText(error));
      else throw error;
      return 0;
    }
  }

  async #putAside(row: MessageRow, reason: string): Promise<void> {
    const { store, channel, clock, log, events } = this.#parts;
    const { id, key } = row;
    const failures = this.#aside.put(row, clock.monotonic());
    const text = `${channel.id}: ${key} is put aside, the others go on: ${reason}`;
    log.write("error", "notify_row_failed", text, { channel: channel.id, id, failures });
    if (failures < MOST_FAILURES) return;
    const now = await store.find(id);
    if (now === undefined || !NEXT_STATES[now.state].includes("refused") || now.state === "sending") return;
    const error = `${failures} times: ${reason}`;
    const change = { state: "refused", event: "put aside", atMs: clock.now(), error } as const;
    if (!await store.move(now, change).catch(() => false)) return;
    events.delivery(toDelivery(now, "refused", { reason: error }));
  }

  /** A list that cannot be made is no reason to send nothing. @returns false while the channel cannot be reached. */
  async #listLate(signal: AbortSignal): Promise<boolean> {
    const { channel, log } = this.#parts;
    try {
      return await listLate(this.#parts, signal);
    } catch (error) {
      if (signal.aborted || isMemoryUnavailable(error)) throw error;
      log.write("error", "notify_late_failed", toErrorText(error), { channel: channel.id, error });
      return true;
    }
  }

  async #plan(rows: readonly MessageRow[]): Promise<Step> {
    const { store, channel, clock, waits, quiet, ringsPer5Min } = this.#parts;
    const nowMs = clock.now();
    const ringing = new Set(rows.filter(({ ring }) => ring).map(({ chat }) => chat));
    const rangAtMs = new Map<string, readonly number[]>();
    for (const chat of ringing) {
      const since = await store.ringsSince(channel.id, chat, nowMs - waits.ringWindowMs);
      // Dated by a clock that was ahead: it must not keep the phone silent.
      rangAtMs.set(chat, since.filter((atMs) => atMs <= nowMs));
    }
    return planStep({
      ...{ nowMs, rows, waits, rangAtMs },
      chats: await store.chats(channel.id),
      blockedMs: waits.blockedMs,
      checkedAtMs: this.#checkedAtMs,
      paceMs: (chat) => this.#pace.waitMs(chat, clock.monotonic()),
      quietUntilMs: quietUntilMs(nowMs, quiet),
      ringLimit: ringsPer5Min,
      alone: this.#aside.alone,
      idleMs: waits.idleMs,
    });
  }

  async #do(step: Step, rows: readonly MessageRow[], signal: AbortSignal): Promise<number> {
    const { clock } = this.#parts;
    switch (step.kind) {
      case "wait":
        return step.ms;
      case "expire":
        await this.#expire(rows);
        return 0;
      case "settle": {
        this.#mayHaveStrays = true;
        const waitMs = await settleDoubt(step.row, this.#parts, signal);
        return Math.min(waitMs, untilNextEnd(rows, clock.now()));
      }
      case "check":
        await this.#check(step.chat, signal);
        return 0;
      case "group":
        await tellTogether(step.rows, step.isRinging, this.#parts);
        return 0;
      case "send":
        await this.#send(step.row, step.isRinging, signal);
        return 0;
    }
  }

  async #expire(rows: readonly MessageRow[]): Promise<void> {
    const { store, channel, clock, events } = this.#parts;
    const nowMs = clock.now();
    await store.expire(channel.id, nowMs);
    this.#mayHaveLate = true;
    for (const row of rows) {
      if ((row.validUntilMs ?? Infinity) > nowMs || row.state === "sending") continue;
      if ((await store.find(row.id))?.state === "expired") events.delivery(toDelivery(row, "expired"));
      else await this.#putAside(row, "its end cannot be written");
    }
  }

  async #send(row: MessageRow, isRinging: boolean, signal: AbortSignal): Promise<void> {
    const { store, channel, clock, holder, events } = this.#parts;
    const target = row.edits === undefined ? undefined : await findEditTarget(row, this.#parts);
    if (target === "settled") return;
    if (this.#mayHaveStrays && target === undefined) {
      const found = await settleStrays(row, this.#parts, signal);
      if (found === "silence") return;
      this.#mayHaveStrays = found;
    }
    const knownId = await store.highestMessageId(channel.id, row.idScope);
    const attempt = await store.begin({
      ...{ row, channel: channel.id, holder, atMs: clock.now(), knownId, isRinging },
    });
    // Another sender has it, or the lease.
    if (attempt === undefined) return this.#lease.drop();
    if (isRinging) events.ring({ channel: channel.id, atMs: clock.now() });
    this.#pace.noteSent(row.chat, clock.monotonic());
    this.#hasWaited = true;
    const sending: MessageRow = {
      ...row,
      ...{ state: "sending", attempt, isMarked: row.isMarked || row.state === "resend" },
    };
    const outcome = await handOver(sending, { target, isRinging, signal }, this.#parts);
    await noteOutcome(sending, outcome, this.#parts);
  }

  async #check(chat: string, signal: AbortSignal): Promise<void> {
    const { channel, store, clock, health } = this.#parts;
    this.#checkedAtMs.set(chat, clock.now());
    const outcome = await channel.check?.(chat, signal);
    // What waits goes on in the new one; it is told by itself whether anybody is there.
    if (outcome?.kind === "moved" && await noteMoved(chat, outcome.chat, this.#parts)) return;
    if (outcome !== undefined && outcome.kind !== "delivered") return;
    await store.blockChat(channel.id, chat, undefined);
    health.noteOk();
    this.#mayHaveLate = true;
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    // Many steps on end need nothing from outside: between them whoever else waits has his turn.
    if (ms <= 0 || this.#isWoken) {
      if (!this.#hasWaited) await this.#parts.clock.real.sleep(0);
      this.#hasWaited = false;
      return;
    }
    this.#wake = new AbortController();
    const either = AbortSignal.any([signal, this.#wake.signal]);
    await this.#parts.clock.sleep(ms, either).catch(() => {});
    this.#wake = undefined;
  }
}

function untilNextEnd(rows: readonly MessageRow[], nowMs: number): number {
  return Math.max(0, ...[Math.min(...rows.map(({ validUntilMs }) => (validUntilMs ?? Infinity) - nowMs))]);
}
