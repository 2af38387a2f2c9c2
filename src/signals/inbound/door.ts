/** The door for signals of other programs: who is let in, how often, and what each is answered. */
import type { Clock } from "../../core/clock.ts";
import { toCommand } from "../../core/command_text.ts";
import { toKstIso } from "../../core/kst.ts";
import { ClockBehindError } from "../signal_store.ts";
import type { InboundFact } from "../rules/rule.ts";
import { admit, type InboundRequest, type InboundSettings } from "./admission.ts";
import { LARGEST_INBOUND_BYTES, readInbound } from "./read_inbound.ts";
import type { InboundAnswer } from "./receive.ts";

/** As HTTP has it; the web makes its answer of it. */
export type DoorAnswer =
  | {
    readonly status: 200 | 202;
    readonly id: string;
    readonly label: string | undefined;
    readonly state: string;
  }
  | { readonly status: 401 | 413; readonly detail: string }
  | { readonly status: 409; readonly reason: string; readonly detail: string }
  | { readonly status: 422; readonly faults: readonly string[] }
  | { readonly status: 429; readonly retryAfterS: number; readonly detail: string }
  /** `clock_behind`: the clock here cannot be right. */
  | { readonly status: 503; readonly detail: string; readonly reason?: "clock_behind" };

export interface DoorParts {
  readonly settings: InboundSettings;
  readonly clock: Clock;
  /** @throws when it could not be taken: then it may be sent again. */
  readonly receive: (fact: InboundFact) => Promise<InboundAnswer>;
  readonly onFailure: (error: unknown) => void;
  /** The latest time that is stored, while the clock lies before it; looked at when something does not fit in time. */
  readonly clockBehindMs: () => number | undefined;
}

const SPAN_MS = 60_000;
const TRUST = toCommand("signals", "trust-clock", "--yes");
const MOST_A_MINUTE = 30;
/** On top of that: a stop is not kept out by whatever else its sender told. */
const KEPT_FOR_PROTECTION = 10;

export class InboundDoor {
  readonly #parts: DoorParts;
  /** Monotonic times of what each sender sent within the last minute. */
  readonly #sent = new Map<string, readonly number[]>();

  constructor(parts: DoorParts) {
    this.#parts = parts;
  }

  /** Never rejects. */
  async take(request: InboundRequest): Promise<DoorAnswer> {
    const { settings, clock } = this.#parts;
    if (new TextEncoder().encode(request.text).length > LARGEST_INBOUND_BYTES) {
      return { status: 413, detail: "The body holds more than 16 kB." };
    }
    const admission = await admit(request, { settings, nowMs: clock.now() });
    if (admission.kind === "stranger") {
      return {
        status: 401,
        detail: "Send SIGNAL_V2_TOKEN as a bearer token, a signature, or your inbound key as `key`.",
      };
    }
    if (admission.kind === "untimely") return this.#refuseUntimely(admission.signedAtMs);
    const { sender } = admission;
    const idempotencyKey = request.idempotencyKey ?? (sender === "webhook" ? refOf(request) : undefined);
    const reading = readInbound(strikeSecrets(request.text, settings), {
      sender,
      receivedAtMs: clock.now(),
      idempotencyKey,
    });
    if (reading.kind === "refused") {
      // By a clock that was set back everything comes from the future: to be sent again, and no mistake of its sender.
      if (reading.isAhead === true && this.#parts.clockBehindMs() !== undefined) return this.#toBehind();
      // Counted apart: a program that sends nonsense keeps no signal of its own out.
      const retryAfterS = this.#findWait(`${sender} faulty`, MOST_A_MINUTE, clock.monotonic());
      if (retryAfterS > 0) return toFull(retryAfterS);
      const [detail = ""] = reading.faults;
      return reading.status === 413 ? { status: 413, detail } : { status: 422, faults: reading.faults };
    }
    const most = MOST_A_MINUTE + (reading.fact.isProtective ? KEPT_FOR_PROTECTION : 0);
    const sentAtMs = clock.monotonic();
    const retryAfterS = this.#findWait(sender, most, sentAtMs);
    if (retryAfterS > 0) return toFull(retryAfterS);
    const answer = await this.#receive(reading.fact);
    // Nothing new was asked for, or nothing was taken and it is to be sent again.
    if (answer.status === 200 || answer.status === 503) this.#uncount(sender, sentAtMs);
    return answer;
  }

  async #receive(fact: InboundFact): Promise<DoorAnswer> {
    try {
      return toDoorAnswer(await this.#parts.receive(fact));
    } catch (error) {
      // Told by the list of problems, and not again by each who sends.
      if (error instanceof ClockBehindError) return this.#toBehind();
      this.#parts.onFailure(error);
      return {
        status: 503,
        detail: "It could not be written down and was not taken; send it again with the same ref.",
      };
    }
  }

  /** The right secret, and another time: a recording, or one of two clocks is wrong. */
  #refuseUntimely(signedAtMs: number): DoorAnswer {
    if (this.#parts.clockBehindMs() !== undefined) return this.#toBehind();
    const [signed, here] = [toKstIso(signedAtMs), toKstIso(this.#parts.clock.now())];
    return {
      status: 401,
      detail: `The signature is right, and its time is not: it says ${signed}, and here it is ${here}. ` +
        "More than 5 minutes apart it is not taken; set the clock that is wrong, and sign again.",
    };
  }

  #toBehind(): DoorAnswer {
    const { clock, clockBehindMs } = this.#parts;
    const [here, latestMs] = [toKstIso(clock.now()), clockBehindMs()];
    const known = latestMs === undefined ? "" : `, and knows something of ${toKstIso(latestMs)} already`;
    return {
      status: 503,
      reason: "clock_behind",
      detail:
        `The clock of this program shows ${here}${known}: nothing is taken until it is set, for it could go ` +
        `out twice. It was not taken; send it again with the same ref. If the clock is right now: \`${TRUST}\`.`,
    };
  }

  /** @returns seconds until there is room again; 0 when there is, and then it is counted. */
  #findWait(sender: string, most: number, nowMs: number): number {
    const recent = (this.#sent.get(sender) ?? []).filter((atMs) => atMs > nowMs - SPAN_MS);
    const [oldest = nowMs] = recent;
    const isFull = recent.length >= most;
    this.#sent.set(sender, isFull ? recent : [...recent, nowMs]);
    return isFull ? Math.max(1, Math.ceil((oldest + SPAN_MS - nowMs) / 1_000)) : 0;
  }

  #uncount(sender: string, atMs: number): void {
    const sent = this.#sent.get(sender) ?? [];
    const at = sent.indexOf(atMs);
    if (at !== -1) this.#sent.set(sender, sent.toSpliced(at, 1));
  }
}

/** Put where it does not belong, a key is neither repeated in an answer nor stored. */
function strikeSecrets(text: string, { key, secret }: InboundSettings): string {
  return [key, secret].reduce<string>(
    (clean, one) => one === undefined ? clean : clean.replaceAll(one, "[key]"),
    text,
  );
}

function toFull(retryAfterS: number): DoorAnswer {
  const detail = `More than ${MOST_A_MINUTE} signals a minute are not taken.`;
  return { status: 429, retryAfterS, detail };
}

/** A sender's id of the webhook names the signal when its body does not; one with another ref keeps that. */
function refOf({ text, webhookId }: InboundRequest): string | undefined {
  return /"ref"\s*:/.test(text) ? undefined : webhookId;
}

const WHY: Readonly<Record<string, string>> = {
  duplicate: "This pair of ticker and action was sent already.",
  muted: "This ticker is muted.",
  paused: "Buys are paused.",
  stale: "What it rests on is too old.",
  missing: "What it rests on is not known.",
  closed: "The market is closed, or has just opened.",
  failed: "It cannot be written down or put into words, which is a mistake of this program; see its log.",
  below: "Its confidence is below what the rule asks for.",
  no_rule: "No rule takes signals of this sender, or of so little confidence.",
};

function toDoorAnswer(answer: InboundAnswer): DoorAnswer {
  if (answer.kind === "other") {
    const { action, ticker } = answer.signal;
    return {
      status: 422,
      faults: [`ref: is that of an earlier signal to ${action} ${ticker}; give each signal a ref of its own`],
    };
  }
  if (answer.kind === "refused") {
    return { status: 409, reason: answer.reason, detail: WHY[answer.reason] ?? "It is not sent on." };
  }
  const { id, label, state } = answer.signal;
  return { status: answer.kind === "known" ? 200 : 202, id, label, state };
}
