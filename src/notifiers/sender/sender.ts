/**
 * Brings the messages of one channel to their readers, one at a time: looks, decides, writes down what it is about to do,
 * does it, writes down what came of it. It may die at any of these points; the next sender goes on from the rows.
 */
import { toErrorText } from "../../core/errors.ts";
import type { SendOutcome } from "../channel.ts";
import { composeOne } from "../compose.ts";
import { isAlarm, type MessageFacts } from "../message_facts.ts";
import { type MessageRow, toldIn } from "../message_store.ts";
import { type PendingView, toDelivery } from "../notifiers_view.ts";
import { settleDoubt } from "./doubt.ts";
import { listLate } from "./late.ts";
import { noteOutcome } from "./outcome.ts";
import type { SenderParts } from "./parts.ts";
import { Pace } from "./pace.ts";
import { planStep, type Step } from "./plan.ts";
import { quietUntilMs } from "./quiet_hours.ts";

/** Rows that are looked at in one step. */
const MOST_ROWS = 500;
/** A file that cannot be written, or a mistake of ours: not faster than this. */
const AFTER_FAULT_MS = 1_000;

export class Sender {
  readonly #parts: SenderParts;
  readonly #pace: Pace;
  readonly #checkedAtMs = new Map<string, number>();
  #hasLease = false;
  #leaseUntilMs = -Infinity;
  #mayHaveLate = true;
  #isWoken = false;
  #pending: PendingView = { pending: 0, unknown: 0, oldestQueuedAtMs: undefined };
  #wake: AbortController | undefined;

  constructor(parts: SenderParts) {
    this.#parts = parts;
    this.#pace = new Pace(parts.channel.pace);
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
    const { store, channel, holder, log, clock, waits } = this.#parts;
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
          log.write("error", "notify_sender_failed", toErrorText(error), { channel: channel.id, error });
        }
        await this.#sleep(waitMs, signal);
      }
    } finally {
      unsubscribe();
      signal.removeEventListener("abort", end);
      ended.abort();
      if (this.#hasLease) await store.giveLease(channel.id, holder).catch(() => {});
    }
  }

  /** @returns how long nothing is to be done. */
  async #step(signal: AbortSignal): Promise<number> {
    const { store, channel, clock, waits, health } = this.#parts;
    if (!await this.#holdLease()) return waits.idleMs;
    if (this.#mayHaveLate && health.pauseMs() === 0) {
      this.#mayHaveLate = !await listLate(this.#parts, signal);
    }
    const rows = await store.open(channel.id, MOST_ROWS);
    this.#pending = {
      pending: rows.length,
      unknown: rows.filter(({ state }) => state === "unknown").length,
      oldestQueuedAtMs: rows.length === 0 ? undefined : Math.min(...rows.map(({ queuedAtMs }) => queuedAtMs)),
    };
    if (await this.#followMoved(rows)) return 0;
    const step = await this.#plan(rows);
    const pauseMs = health.pauseMs();
    if (pauseMs > 0 && (step.kind === "send" || step.kind === "group" || step.kind === "check")) {
      return Math.min(pauseMs, untilNextEnd(rows, clock.now()));
    }
    return await this.#do(step, rows, signal);
  }

  /** Rows for a chat that has another id by now. */
  async #followMoved(rows: readonly MessageRow[]): Promise<boolean> {
    const { store, channel } = this.#parts;
    const chats = await store.chats(channel.id);
    const old = chats.find(({ chat, movedTo }) =>
      movedTo !== undefined && rows.some((row) => row.chat === chat)
    );
    if (old?.movedTo === undefined) return false;
    await store.moveChat(channel.id, old.chat, {
      chat: old.movedTo,
      idScope: channel.idScopeOf(old.movedTo),
    });
    return true;
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
      idleMs: waits.idleMs,
    });
  }

  async #do(step: Step, rows: readonly MessageRow[], signal: AbortSignal): Promise<number> {
    const { store, channel, clock, events } = this.#parts;
    switch (step.kind) {
      case "wait":
        return step.ms;
      case "expire": {
        const nowMs = clock.now();
        const over = rows.filter(({ validUntilMs, state }) =>
          (validUntilMs ?? Infinity) <= nowMs && state !== "sending"
        );
        await store.expire(channel.id, nowMs);
        // Told when it is stored: who hears of it looks at what became of the rows.
        for (const row of over) events.delivery(toDelivery(row, "expired"));
        this.#mayHaveLate = true;
        return 0;
      }
      case "settle": {
        const waitMs = await settleDoubt(step.row, this.#parts, signal);
        return Math.min(waitMs, untilNextEnd(rows, clock.now()));
      }
      case "check":
        await this.#check(step.chat, signal);
        return 0;
      case "group":
        await this.#group(step.rows, step.isRinging);
        return 0;
      case "send":
        await this.#send(step.row, step.isRinging, signal);
        return 0;
    }
  }

  async #send(row: MessageRow, isRinging: boolean, signal: AbortSignal): Promise<void> {
    const { store, channel, clock, holder, events } = this.#parts;
    const target = row.edits === undefined ? undefined : await this.#findTarget(row);
    const knownId = await store.highestMessageId(channel.id, row.idScope);
    const attempt = await store.begin({
      ...{ row, channel: channel.id, holder, atMs: clock.now(), knownId, isRinging },
    });
    // Another sender has it, or the lease.
    if (attempt === undefined) return void (this.#leaseUntilMs = -Infinity);
    if (isRinging) events.ring({ channel: channel.id, atMs: clock.now() });
    this.#pace.noteSent(row.chat, clock.monotonic());
    const sending: MessageRow = {
      ...row,
      ...{ state: "sending", attempt, isMarked: row.isMarked || row.state === "resend" },
    };
    await noteOutcome(sending, await this.#handOver(sending, { target, isRinging, signal }), this.#parts);
  }

  /** A new id of the chat is stored and used in the same attempt. */
  async #handOver(
    row: MessageRow,
    { target, isRinging, signal }: { target: number | undefined; isRinging: boolean; signal: AbortSignal },
  ): Promise<SendOutcome> {
    const { channel, store } = this.#parts;
    const message = { ...row, isRinging };
    try {
      if (target !== undefined && channel.edit !== undefined) {
        const outcome = await channel.edit(message, target, signal);
        // Somebody removed it: then it is said anew.
        if (outcome.kind !== "absent") return outcome;
        return await channel.send(message, signal);
      }
      const outcome = await channel.send(message, signal);
      if (outcome.kind !== "moved") return outcome;
      const { chat } = outcome;
      await store.moveChat(channel.id, row.chat, { chat, idScope: channel.idScopeOf(chat) });
      const again = await channel.send({ ...message, chat }, signal);
      return again.kind === "moved" ? { kind: "stumbled", reason: "the chat moved twice" } : again;
    } catch (error) {
      // Before the bytes: a channel does not throw once they have left.
      return { kind: "stumbled", reason: toErrorText(error) };
    }
  }

  /** @returns the id to edit; undefined when it is to be said anew. */
  async #findTarget(row: MessageRow): Promise<number | undefined> {
    const { store, channel, clock } = this.#parts;
    const { owner, chat, edits: key = "" } = row;
    const target = await store.findByKey({ owner, key, channel: channel.id, chat });
    if (target?.state === "delivered") return target.messageId;
    if (target?.state !== "queued" && target?.state !== "resend") return undefined;
    // The newer text takes the place of the one that never went.
    await store.supersede([target], [], { atMs: clock.now(), error: `replaced by ${row.id}` });
    return undefined;
  }

  /** One message for many signals, in the place of theirs. */
  async #group(rows: readonly MessageRow[], isRinging: boolean): Promise<void> {
    const { channel, store, clock, events } = this.#parts;
    const [first] = rows;
    if (first === undefined) return;
    const nowMs = clock.now();
    const members = rows.flatMap(({ key, signalId, facts }) =>
      isAlarm(facts) ? [{ key, signalId, facts }] : []
    );
    const ages = members.flatMap(({ facts: { ages, firedAtMs } }) =>
      ages.filter(({ of }) => of === "price").map(({ ageMs }) => ageMs + Math.max(0, nowMs - firedAtMs))
    );
    const facts: MessageFacts = {
      kind: "group",
      members,
      oldestPriceMs: ages.length === members.length ? Math.max(...ages) : undefined,
    };
    const key = `group:${first.id}`;
    const drafts = composeOne(channel, { key, facts }, { ...this.#parts, nowMs })
      .filter(({ chat }) => chat === first.chat)
      .map((draft) => ({
        ...draft,
        ...{ ring: isRinging, isResendable: true },
        rank: rows.some(({ rank }) => rank === 0) ? 0 as const : 1 as const,
        validUntilMs: lastEnd(rows),
      }));
    await store.supersede(rows, drafts, { atMs: nowMs, error: toldIn(key) });
    for (const row of rows) events.delivery(toDelivery(row, "superseded"));
  }

  async #check(chat: string, signal: AbortSignal): Promise<void> {
    const { channel, store, clock, health } = this.#parts;
    this.#checkedAtMs.set(chat, clock.now());
    const outcome = await channel.check?.(chat, signal);
    if (outcome !== undefined && outcome.kind !== "delivered") return;
    await store.blockChat(channel.id, chat, undefined);
    health.noteOk();
    this.#mayHaveLate = true;
  }

  async #holdLease(): Promise<boolean> {
    const { store, channel, holder, clock, waits } = this.#parts;
    // Renewed long before its end.
    if (this.#hasLease && clock.monotonic() < this.#leaseUntilMs - waits.leaseMs / 2) return true;
    const nowMs = clock.now();
    const lease = { channel: channel.id, holder, nowMs, untilMs: nowMs + waits.leaseMs };
    const startedMs = clock.monotonic();
    const isOurs = await store.takeLease(lease);
    if (isOurs && !this.#hasLease) {
      await store.recover(channel.id, channel.repeat === "harmless" ? "queued" : "unknown", nowMs);
    }
    this.#hasLease = isOurs;
    this.#leaseUntilMs = startedMs + waits.leaseMs;
    return isOurs;
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (ms <= 0 || this.#isWoken) return;
    this.#wake = new AbortController();
    const either = AbortSignal.any([signal, this.#wake.signal]);
    await this.#parts.clock.sleep(ms, either).catch(() => {});
    this.#wake = undefined;
  }
}

function untilNextEnd(rows: readonly MessageRow[], nowMs: number): number {
  return Math.max(0, ...[Math.min(...rows.map(({ validUntilMs }) => (validUntilMs ?? Infinity) - nowMs))]);
}

/** A group counts as long as one of its signals does. */
function lastEnd(rows: readonly MessageRow[]): number | undefined {
  const ends = rows.map(({ validUntilMs }) => validUntilMs);
  return ends.includes(undefined) ? undefined : Math.max(...ends.map((end) => end ?? 0));
}
