/** Signals, decisions and messages as the web reads them, without a memory. */
import type { MessageRow } from "../../src/notifiers/message_store.ts";
import { toScoreStory } from "../../src/signals/score/score_story.ts";
import type { DecidedSignal, SignalsReader, SignalStory } from "../../src/signals/signals_view.ts";
import { NOW_MS, piece } from "../signals/signal_parts.ts";

type Signal = SignalStory["signal"];
type Decision = DecidedSignal["decision"];

export function signalOf(change: Partial<Signal> = {}): Signal {
  return {
    id: "01K0000000000000000000000A",
    owner: "owner",
    sender: "rules",
    ref: "momentum:005930:1",
    rule: "momentum",
    ruleKind: "screener_momentum",
    ruleVersion: 1,
    exchange: "krx",
    ticker: "005930",
    name: "삼성전자",
    action: "buy",
    signalClass: "buy",
    score: 68,
    threshold: 60,
    price: 71_300,
    changePct: 1.2,
    evidence: [
      piece({ numbers: { share: 0.81, rank: 3 }, fetchedAtMs: NOW_MS - 12_000, dataAtMs: NOW_MS - 30_000 }),
      piece({
        key: "news",
        origin: "news",
        numbers: {},
        strength: "sentiment_up",
        weight: 20,
        isRequired: false,
      }),
    ],
    firedAtMs: NOW_MS,
    validUntilMs: NOW_MS + 600_000,
    window: "trading_day",
    label: "S-1120-03",
    state: "delivered",
    reason: undefined,
    claimId: undefined,
    sentAtMs: NOW_MS,
    repeats: 0,
    ...change,
  };
}

export function decisionOf(change: Partial<NonNullable<Decision["result"]>> = {}): Decision {
  return {
    ...{
      id: "01K0000000000000000000000D",
      signalId: "01K0000000000000000000000A",
      attempt: 1,
      judge: "ollama",
    },
    ...{ promptHash: "abc", askedAtMs: NOW_MS },
    result: {
      ...{
        raw: "CONFIRM",
        effective: "CONFIRM",
        confidence: 86,
        reason: "거래량이 늘었습니다",
        errorKind: undefined,
      },
      ...{
        answeredAtMs: NOW_MS + 3_200,
        latencyMs: 3_200,
        modelAsked: "qwen3:8b",
        modelAnswered: "qwen3:8b",
      },
      ...{ prompt: "PROMPT", answer: "ANSWER", tokensIn: 1, tokensOut: 1, costKrw: 7, isCached: false },
      requestId: undefined,
      ...change,
    },
  };
}

export function messageOf(change: Partial<MessageRow> = {}): MessageRow {
  return {
    ...{
      seq: 1,
      id: "01K0000000000000000000000M",
      owner: "owner",
      key: "signal:x",
      channel: "telegram",
      chat: "777",
    },
    ...{
      signalId: "01K0000000000000000000000A",
      part: 1,
      parts: 1,
      kind: "buy",
      body: "🔴 <b>매수 &lt;신호&gt;</b>\n둘째 줄",
    },
    ...{ markedBody: "", buttons: [], facts: { kind: "test", atMs: NOW_MS }, ring: true, rank: 1 },
    ...{ isResendable: true, edits: undefined, idScope: "bot", queuedAtMs: NOW_MS, validUntilMs: undefined },
    ...{
      form: "rich",
      state: "delivered",
      attempt: 2,
      failures: 0,
      absences: 0,
      isMarked: false,
      isGivenUp: false,
    },
    ...{
      knownId: undefined,
      messageId: 5,
      notBeforeMs: undefined,
      sendingAtMs: NOW_MS,
      handedOnAtMs: undefined,
    },
    ...{ doneAtMs: NOW_MS + 300, error: undefined },
    ...change,
  };
}

/** Filters as the memory does. */
export function scriptedSignals(
  signals: readonly Signal[],
  decisions: readonly Decision[] = [],
): SignalsReader {
  return {
    view: () => ({
      ...{ rules: 3, rulesFrom: "the built-in rules", problem: undefined, judge: "ollama", looks: 1 },
      today: { fired: 1, confirmed: 1, rejected: 0, unjudged: 0, skipped: { duplicate: 4 } },
    }),
    list: ({ states, limit }) =>
      Promise.resolve(signals.filter(({ state }) => states?.includes(state) ?? true).slice(0, limit)),
    counts: () => Promise.resolve({ fired: 1, confirmed: 1, rejected: 0, unjudged: 0, skipped: {} }),
    judgeCounts: () => Promise.resolve({ calls: decisions.length, costKrw: 0 }),
    decisions: ({ raw }) =>
      Promise.resolve(
        decisions.filter(({ result }) => raw === undefined || result?.raw === raw)
          .map((decision) => ({ decision, signal: signals.find(({ id }) => id === decision.signalId) })),
      ),
    ruleIds: () => Promise.resolve([...new Set(signals.map(({ rule }) => rule))]),
    find: (labelOrId) => {
      const signal = signals.find(({ label, id }) => label === labelOrId || id === labelOrId);
      return Promise.resolve(
        signal && {
          signal,
          score: toScoreStory(signal),
          decisions: decisions.filter(({ signalId }) => signalId === signal.id),
          outcomes: [{
            ...{ signalId: signal.id, horizon: 1, price: 72_100, pctNet: 0.87, hit: true, from: "polls" },
            atMs: NOW_MS + 86_400_000,
          }],
          followUp: {
            seen: { atMs: NOW_MS + 60_000, by: { kind: "telegram", id: "777" } },
            again: { dueAtMs: NOW_MS + 1_800_000, toldAtMs: undefined },
          },
        },
      );
    },
  };
}

export function scriptedMessages(rows: readonly MessageRow[]) {
  return {
    browse: ({ state, limit }: { state: MessageRow["state"] | undefined; limit: number }) =>
      Promise.resolve(rows.filter((row) => state === undefined || row.state === state).slice(0, limit)),
    ofSignal: (_owner: string, signalId: string) =>
      Promise.resolve(rows.filter((row) => row.signalId === signalId)),
    attempts: () =>
      Promise.resolve([
        {
          attempt: 1,
          atMs: NOW_MS,
          event: "unanswered",
          state: "unknown",
          detail: "no answer in time",
        } as const,
      ]),
  };
}
