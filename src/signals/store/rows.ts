/** Rows of the tables as records and back. The tables are STRICT, so the types of columns are certain. */
import { toDateText } from "../../core/kst.ts";
import type { SqlValue } from "../../sqlite/sql.ts";
import type { EvidencePiece } from "../score/evidence.ts";
import type {
  DecisionRecord,
  DecisionResult,
  NewSignal,
  SignalCounts,
  SignalRecord,
} from "../signal_journal.ts";

type Row = readonly (SqlValue | undefined)[];

const textOr = (
  value: SqlValue | undefined,
) => (value === null || value === undefined ? undefined : String(value));
const numberOr = (
  value: SqlValue | undefined,
) => (value === null || value === undefined ? undefined : Number(value));
const orNull = <T extends SqlValue>(value: T | undefined): T | null => value ?? null;
/** Whole, for an INTEGER column of a STRICT table. */
const wholeOrNull = (value: number | undefined) => (value === undefined ? null : Math.trunc(value));

/** `S-1120-03`; a hundred of one day make it longer. */
export function toLabel(day: number, number: number): string {
  return `S-${toMonthDay(day)}-${String(number).padStart(2, "0")}`;
}

const toMonthDay = (day: number) => toDateText(day).slice(5).replace("-", "");

export function readLabel(text: string): { readonly monthDay: string; readonly number: number } | undefined {
  const match = /^S-(\d{4})-(\d{2,6})$/i.exec(text.trim());
  return match === null ? undefined : { monthDay: match[1] ?? "", number: Number(match[2]) };
}

/** In the order of `SIGNAL_COLUMNS`. */
export function toSignalRecord(row: Row): SignalRecord {
  const [
    id,
    owner,
    sender,
    ref,
    day,
    number,
    rule,
    ruleKind,
    ruleVersion,
    exchange,
    ticker,
    name,
    action,
    signalClass,
  ] = row;
  const [
    score,
    threshold,
    price,
    changePct,
    evidence,
    firedAt,
    validUntil,
    window,
    state,
    reason,
    claimId,
    sentAt,
    repeats,
    said,
  ] = row.slice(14);
  return {
    id: String(id),
    owner: String(owner),
    sender: String(sender),
    ref: String(ref),
    label: number === null ? undefined : toLabel(Number(day), Number(number)),
    rule: String(rule),
    ruleKind: String(ruleKind),
    ruleVersion: Number(ruleVersion),
    exchange: String(exchange),
    ticker: String(ticker),
    name: textOr(name),
    // The table has a CHECK of each of these.
    action: String(action) as SignalRecord["action"],
    signalClass: String(signalClass) as SignalRecord["signalClass"],
    window: String(window) as SignalRecord["window"],
    state: String(state) as SignalRecord["state"],
    score: numberOr(score),
    threshold: numberOr(threshold),
    price: numberOr(price),
    changePct: numberOr(changePct),
    evidence: JSON.parse(String(evidence)) as readonly EvidencePiece[], // written by `toSignalRow` alone
    firedAtMs: Number(firedAt),
    validUntilMs: Number(validUntil),
    reason: textOr(reason),
    claimId: textOr(claimId),
    sentAtMs: numberOr(sentAt),
    repeats: Number(repeats),
    said: textOr(said),
  };
}

/** The parameters of `INSERT`. */
export function toSignalRow(
  signal: NewSignal,
  { owner, day, state, reason }: { owner: string; day: number; state: "fired" | "skipped"; reason?: string },
): SqlValue[] {
  return [
    owner,
    signal.id,
    signal.sender,
    signal.ref,
    day,
    signal.rule,
    signal.ruleKind,
    signal.ruleVersion,
    signal.exchange,
    signal.ticker,
    orNull(signal.name),
    signal.action,
    signal.signalClass,
    wholeOrNull(signal.score),
    wholeOrNull(signal.threshold),
    orNull(signal.price),
    orNull(signal.changePct),
    JSON.stringify(signal.evidence),
    Math.trunc(signal.firedAtMs),
    Math.trunc(signal.validUntilMs),
    signal.window,
    state,
    orNull(reason),
    orNull(signal.said),
  ];
}

/** In the order of `DECISIONS`. */
export function toDecisionRecord(row: Row): DecisionRecord {
  const [id, signalId, attempt, judge, promptHash, askedAt] = row;
  return {
    id: String(id),
    signalId: String(signalId),
    attempt: Number(attempt),
    judge: String(judge),
    promptHash: String(promptHash),
    askedAtMs: Number(askedAt),
    result: toResult(row.slice(6)),
  };
}

function toResult(row: Row): DecisionResult | undefined {
  const [raw, effective, confidence, reason, errorKind, answeredAt, latency, modelAsked, modelAnswered] = row;
  const [prompt, answer, tokensIn, tokensOut, costKrw, isCached, requestId] = row.slice(9);
  if (raw === null) return undefined;
  return {
    raw: String(raw) as DecisionResult["raw"],
    effective: String(effective) as DecisionResult["effective"],
    confidence: numberOr(confidence),
    reason: textOr(reason),
    errorKind: textOr(errorKind),
    answeredAtMs: Number(answeredAt),
    latencyMs: Number(latency ?? 0),
    modelAsked: textOr(modelAsked),
    modelAnswered: textOr(modelAnswered),
    prompt: textOr(prompt),
    answer: textOr(answer),
    tokensIn: numberOr(tokensIn),
    tokensOut: numberOr(tokensOut),
    costKrw: numberOr(costKrw),
    isCached: isCached === null ? undefined : isCached === 1,
    requestId: textOr(requestId),
  };
}

const LONGEST_ANSWER = 65_536;
const LONGEST_REASON = 500;

/** The parameters of `ANSWER`. Text from outside is cut, and has no character that a column would stumble over. */
export function toAnswerRow(result: DecisionResult, key: { owner: string; decisionId: string }): SqlValue[] {
  return [
    result.raw,
    result.effective,
    orNull(result.confidence),
    toText(result.reason, LONGEST_REASON),
    orNull(result.errorKind),
    Math.trunc(result.answeredAtMs),
    result.latencyMs,
    toText(result.modelAsked, LONGEST_REASON),
    toText(result.modelAnswered, LONGEST_REASON),
    toText(result.prompt, LONGEST_ANSWER),
    toText(result.answer, LONGEST_ANSWER),
    wholeOrNull(result.tokensIn),
    wholeOrNull(result.tokensOut),
    orNull(result.costKrw),
    result.isCached === undefined ? null : Number(result.isCached),
    toText(result.requestId, LONGEST_REASON),
    key.owner,
    key.decisionId,
  ];
}

function toText(text: string | undefined, longest: number): string | null {
  return text === undefined ? null : text.replaceAll("\0", "").slice(0, longest).toWellFormed();
}

/** Of the rows of `COUNTS`. */
export function toCounts(counted: readonly Row[]): SignalCounts {
  const rows = counted.map(([state, reason, rows, repeats]) => ({
    state: String(state),
    reason: String(reason),
    count: Number(rows) + Number(repeats),
  }));
  const sum = (some: typeof rows) => some.reduce((total, { count }) => total + count, 0);
  const countOf = (...states: string[]) => sum(rows.filter(({ state }) => states.includes(state)));
  const skipped = rows.filter(({ state }) => state === "skipped");
  return {
    fired: sum(rows.filter(({ state }) => state !== "skipped")),
    confirmed: countOf("confirmed", "queued", "delivered"),
    rejected: countOf("rejected"),
    unjudged: countOf("unjudged"),
    skipped: Object.fromEntries(skipped.map(({ reason, count }) => [reason, count])),
  };
}
