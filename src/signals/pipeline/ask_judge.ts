/** One question to a judge with our own deadline. Whatever happens is an answer; nothing is thrown but the end of the program. */
import type { Clock } from "../../core/clock.ts";
import { toErrorText } from "../../core/errors.ts";
import { toShownText } from "../../core/text.ts";
import type { Judge, JudgeAnswer, JudgeFacts, JudgeQuestion } from "../judges/judge.ts";
import type { NewsFact } from "../rules/rule.ts";
import { evidenceAgeMs } from "../score/limits.ts";
import type { DecisionResult, NewSignal } from "../signal_journal.ts";
import { toAnswered } from "./decide.ts";

const MOST_HEADLINES = 10;
const LONGEST_HEADLINE = 200;
/** Zero width, bidirectional, tags: what a person would not see and a model would read. */
const INVISIBLE = /\p{Cf}/gu;

export function toQuestion(
  signal: NewSignal & { readonly action: "buy" | "sell" },
  { news, atMs }: { readonly news: readonly NewsFact[]; readonly atMs: number },
): JudgeQuestion {
  const { id: signalId, ticker, name, action, price, changePct, score, ruleKind, evidence } = signal;
  return {
    ...{ signalId, ticker, action, price, changePct, score, ruleKind },
    name: name === undefined ? undefined : toClean(name),
    evidence: evidence.map((piece) => ({
      key: piece.key,
      numbers: withoutOwn(piece.numbers),
      ageMs: evidenceAgeMs(piece, atMs),
    })),
    headlines: news.filter((line) => line.ticker === ticker)
      .flatMap(({ headline }) => (headline === undefined ? [] : [toClean(headline)])).slice(
        0,
        MOST_HEADLINES,
      ),
  };
}

const toClean = (text: string) => toShownText(text.replace(INVISIBLE, ""), LONGEST_HEADLINE);

/** What was paid and how much is held stays here. */
const OWN_NUMBERS: ReadonlySet<string> = new Set(["quantity", "avgPrice", "pnl", "value"]);

function withoutOwn(numbers: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(numbers).filter(([name]) => !OWN_NUMBERS.has(name)));
}

/** The same question has the same hash, whichever signal asks it. */
export async function hashQuestion(question: JudgeQuestion): Promise<string> {
  const { signalId: _, ...rest } = question;
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(rest)));
  return new Uint8Array(bytes).toHex();
}

/**
 * @param options.signal ends the program: then it rejects, and the question stays pending for the next start.
 */
export async function askJudge(
  judge: Judge,
  question: JudgeQuestion,
  options: { readonly clock: Clock; readonly deadlineMs: number; readonly signal: AbortSignal },
): Promise<DecisionResult> {
  const { clock, deadlineMs, signal } = options;
  const startMs = clock.monotonic();
  const deadline = new AbortController();
  const waiting = new AbortController();
  const timeout = clock.sleep(deadlineMs, AbortSignal.any([signal, waiting.signal])).then(() => {
    deadline.abort(new Error("The deadline is over"));
    return "timeout" as const;
  });
  const asked = Promise.resolve().then(() => judge.ask(question, AbortSignal.any([signal, deadline.signal])))
    .catch((error): JudgeAnswer => ({ kind: "error", error: "thrown", reason: toErrorText(error) }));
  try {
    const answer = await Promise.race([asked, timeout]);
    signal.throwIfAborted();
    const times = { answeredAtMs: clock.now(), latencyMs: clock.monotonic() - startMs };
    if (answer === "timeout") {
      return {
        raw: "TIMEOUT",
        effective: "NONE",
        confidence: undefined,
        reason: undefined,
        errorKind: "deadline",
        ...times,
      };
    }
    return { ...toAnswered(answer), ...toJudgeFacts(answer), ...times };
  } finally {
    waiting.abort();
    await timeout.catch(() => {});
  }
}

function toJudgeFacts(answer: JudgeFacts): JudgeFacts {
  const {
    modelAsked,
    modelAnswered,
    prompt,
    answer: text,
    tokensIn,
    tokensOut,
    costKrw,
    isCached,
    requestId,
  } = answer;
  return {
    modelAsked,
    modelAnswered,
    prompt,
    answer: text,
    tokensIn,
    tokensOut,
    costKrw,
    isCached,
    requestId,
  };
}
