/**
 * The long poll. An update is handled, in a transaction with what it does, and only then the offset moves: what Telegram
 * hands over again is known. Nothing that comes back ends the loop, or turns it faster than Telegram may be asked.
 */
import { z } from "zod";
import type { Clock } from "../core/clock.ts";
import { isMemoryUnavailable } from "../core/errors.ts";
import type { BotAnswer, BotApi } from "./bot_api.ts";
import type { BotEvents } from "./bot_events.ts";
import { type BotUpdate, readUpdate, UPDATE_KINDS } from "./updates.ts";
import { backOff, type BotWaits } from "./waits.ts";

/** `conflict`: another program listens. `webhook`: Telegram hands everything to an address. */
export type ListeningState = "ok" | "starting" | "conflict" | "webhook" | "locked_out" | "down";

interface LongPollParts {
  readonly api: BotApi;
  readonly clock: Clock;
  readonly events: BotEvents;
  readonly waits: BotWaits;
  /** @throws what the memory throws: then the update comes again. */
  readonly handle: (update: BotUpdate) => Promise<void>;
  /** Another program listens with the same token, or does no longer. */
  readonly onConflict: (isThere: boolean) => void;
}

const batchSchema = z.array(z.unknown());
/** A single one can be left over from our own life before. */
const CONFLICTS_TO_ALARM = 2;
const CONFLICT = "another program listens with the same bot token; commands may go there";
/** An update that failed so often is skipped. */
const MOST_FAILURES = 3;

export class LongPoll {
  readonly #parts: LongPollParts;
  #offset: number | undefined;
  #failures = 0;
  #conflicts = 0;
  /** Monotonic, of the last one. */
  #conflictAtMs = -Infinity;
  /** The update that failed last, and how often it did. */
  #failing: { readonly updateId: number; readonly failures: number } | undefined;
  state: ListeningState = "starting";
  reason: string | undefined;
  lastOkAtMs: number | undefined;
  /** When somebody last wrote or pressed. */
  lastUpdateAtMs: number | undefined;

  constructor(parts: LongPollParts) {
    this.#parts = parts;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, events, waits } = this.#parts;
    while (!signal.aborted) {
      let waitMs = waits.longestTroubleMs;
      try {
        waitMs = await this.#pollOnce(signal);
      } catch (error) {
        if (signal.aborted) return;
        events.failed("An update", error);
        this.#failures++;
        waitMs = backOff(this.#failures, waits.troubleMs, waits.longestTroubleMs);
      }
      if (waitMs > 0) await clock.sleep(waitMs, signal).catch(() => {});
    }
  }

  /** @returns how long to wait before the next. */
  async #pollOnce(signal: AbortSignal): Promise<number> {
    const { api, clock, waits } = this.#parts;
    const startedMs = clock.monotonic();
    const answer = await api.call("getUpdates", {
      timeout: waits.pollS,
      limit: 100,
      allowed_updates: UPDATE_KINDS,
      ...(this.#offset === undefined ? {} : { offset: this.#offset }),
    }, signal);
    if (signal.aborted) return 0;
    if (answer.kind !== "done") return this.#noteTrouble(answer);
    const batch = batchSchema.safeParse(answer.result);
    if (!batch.success) {
      return this.#noteTrouble({ kind: "unknown", reason: "Telegram answered something that is no list" });
    }
    const updates = batch.data.flatMap((value) => readUpdate(value) ?? [])
      .toSorted((a, b) => a.updateId - b.updateId);
    const { updateId: highest = -1 } = updates.at(-1) ?? {};
    const isStuck = batch.data.length > 0 && highest < (this.#offset ?? 0);
    if (!isStuck) this.#noteOk();
    await this.#handleAll(updates, signal);
    if (isStuck) {
      // Asked again at once it would say the same, thousands of times a second.
      return this.#noteTrouble({ kind: "unknown", reason: "Telegram hands over nothing but what is known" });
    }
    this.#failures = 0;
    const tookMs = clock.monotonic() - startedMs;
    return batch.data.length === 0 && tookMs < waits.emptyGapMs ? waits.emptyGapMs - tookMs : 0;
  }

  async #handleAll(updates: readonly BotUpdate[], signal: AbortSignal): Promise<void> {
    for (const update of updates) {
      if (signal.aborted) return;
      this.lastUpdateAtMs = this.#parts.clock.now();
      try {
        await this.#parts.handle(update);
      } catch (error) {
        if (signal.aborted || !this.#isPoison(update, error)) throw error;
        this.#parts.events.skipped(update.updateId, error);
      }
      this.#offset = update.updateId + 1;
    }
  }

  /** One that fails however often it comes would keep all behind it from being heard; a full disk is no fault of its own. */
  #isPoison({ updateId }: BotUpdate, error: unknown): boolean {
    if (isMemoryUnavailable(error)) return false;
    const failures = this.#failing?.updateId === updateId ? this.#failing.failures + 1 : 1;
    this.#failing = { updateId, failures };
    return failures >= MOST_FAILURES;
  }

  #noteOk(): void {
    const { clock, onConflict, waits } = this.#parts;
    this.lastOkAtMs = clock.now();
    const isCalm = clock.monotonic() - this.#conflictAtMs >= waits.conflictOverMs;
    const isAlarmed = this.#conflicts >= CONFLICTS_TO_ALARM;
    if (!isCalm) return isAlarmed ? this.#setState("conflict", CONFLICT) : this.#setState("ok");
    if (isAlarmed) onConflict(false);
    this.#conflicts = 0;
    this.#setState("ok");
  }

  #noteTrouble(answer: Exclude<BotAnswer, { kind: "done" }>): number {
    const { waits } = this.#parts;
    if (answer.kind === "failed" && answer.code === 409) return this.#noteConflict(answer.description);
    this.#failures++;
    const waitMs = backOff(this.#failures, waits.troubleMs, waits.longestTroubleMs);
    if (answer.kind !== "failed") {
      this.#setState("down", `commands by chat cannot be heard: ${answer.reason}`);
      return waitMs;
    }
    const said = `${answer.code} ${answer.description}`.trim();
    if (answer.code === 401 || answer.code === 404) {
      this.#setState(
        "locked_out",
        `Telegram does not know the token (${said}): get it from BotFather and set SIGNAL_V2_TELEGRAM_TOKEN`,
      );
      return waits.lockedOutMs;
    }
    this.#setState("down", `Telegram refused to hand over commands: ${said}`);
    return Math.max(waitMs, answer.waitMs ?? 0);
  }

  #noteConflict(description: string): number {
    const { clock, waits, onConflict } = this.#parts;
    if (isWebhook(description)) {
      this.#setState(
        "webhook",
        "a webhook is set for this bot elsewhere, so no command comes here; end the program that set it, or " +
          "take the token away from it at BotFather",
      );
      return waits.lockedOutMs;
    }
    this.#conflicts++;
    this.#conflictAtMs = clock.monotonic();
    if (this.#conflicts >= CONFLICTS_TO_ALARM) this.#setState("conflict", CONFLICT);
    if (this.#conflicts === CONFLICTS_TO_ALARM) onConflict(true);
    return backOff(this.#conflicts, waits.conflictMs, waits.longestConflictMs);
  }

  #setState(state: ListeningState, reason?: string): void {
    const isFirstOk = this.state === "starting" && state === "ok";
    const isChanged = this.state !== state;
    this.state = state;
    this.reason = reason;
    if (isChanged && !isFirstOk) this.#parts.events.state({ state, reason: reason ?? "" });
  }
}

/** Both are 409; only the words tell them apart. */
function isWebhook(description: string): boolean {
  return /webhook/i.test(description) && !/terminated by other/i.test(description);
}
