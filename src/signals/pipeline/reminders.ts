/**
 * A signal that a person wished to be told of once more, with what is known now. It is told once, also across a restart;
 * not when it was taken note of meanwhile, and not when the holding is gone.
 */
import { HOUR_MS, MINUTE_MS } from "../../core/kst.ts";
import { STOCK_EXCHANGE } from "../../core/symbol.ts";
import type { OutgoingFacts } from "../outgoing.ts";
import { type RuleFacts, toMarketKey } from "../rules/rule.ts";
import type { EvidencePiece } from "../score/evidence.ts";
import type { SignalJournal, SignalRecord } from "../signal_journal.ts";
import { findHolding, toMessage } from "./message.ts";

/** Later than this it would only puzzle whoever wished for it. */
const LATEST_MS = 3 * HOUR_MS;
const LASTS_MS = 30 * MINUTE_MS;

export interface ReminderParts {
  readonly owner: string;
  readonly journal: Pick<SignalJournal, "dueReminders" | "remind" | "find">;
  readonly nowMs: number;
  readonly gather: () => Promise<{ readonly facts: RuleFacts }>;
}

/** @throws what the memory throws: then it is told at the next time. */
export async function tellReminders({ owner, journal, nowMs, gather }: ReminderParts): Promise<void> {
  const due = await journal.dueReminders(owner, nowMs);
  if (due.length === 0) return;
  const { facts } = await gather();
  for (const { signalId, dueAtMs } of due) {
    const signal = nowMs - dueAtMs > LATEST_MS ? undefined : await journal.find(owner, signalId);
    const message = signal && toReminder(signal, facts);
    await journal.remind(owner, { signalId, atMs: nowMs, message });
  }
}

function toReminder(signal: SignalRecord, facts: RuleFacts): OutgoingFacts | undefined {
  const { exchange, ticker, firedAtMs } = signal;
  // Of coins no portfolio tells.
  const holding = exchange === STOCK_EXCHANGE ? findHolding(facts, signal) : "unknown";
  if (holding === undefined) return undefined;
  const quote = facts.prices.get(toMarketKey(exchange, ticker));
  const first = { firedAtMs, price: signal.price };
  return {
    ...toMessage(signal, { kind: "reminder", ring: true, holding, judgement: undefined }),
    ...{ price: quote?.price, changePct: quote?.changePct, first, firedAtMs: facts.nowMs },
    evidence: [
      ...quote === undefined ? [] : [shown("price", { ...quote, numbers: { price: quote.price } })],
      ...facts.portfolio === undefined || holding === "unknown"
        ? []
        : [shown("held", { ...facts.portfolio, origin: "portfolio", numbers: { held: 1 } })],
    ],
    validUntilMs: facts.nowMs + LASTS_MS,
  };
}

function shown(
  key: string,
  { origin, numbers, fetchedAtMs, dataAtMs }: Pick<
    EvidencePiece,
    "origin" | "numbers" | "fetchedAtMs" | "dataAtMs"
  >,
): EvidencePiece {
  return { key, origin, numbers, fetchedAtMs, dataAtMs, strength: "shown", weight: 0, isRequired: false };
}
