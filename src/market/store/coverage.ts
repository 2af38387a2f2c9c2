/**
 * Arithmetic of what is known about a series. Lists of spans are ascending and free of overlaps, here and in what
 * is returned; neighbours of one kind and reason are one.
 */
import type { CoveredSpan, Span } from "../../core/candle.ts";

/** What is known for good. What counts less never hides it, and is replaced by it. */
const RANK: Readonly<Record<CoveredSpan["kind"], number>> = {
  outage: 0,
  silent: 0,
  not_listed: 1,
  fetched: 2,
};

/** What is known after one more answer, or one more silence: an outage never hides what was fetched. */
export function lay(covered: readonly CoveredSpan[], added: CoveredSpan): readonly CoveredSpan[] {
  if (added.fromMs >= added.toMs) return covered;
  const [only, second] = covered;
  // The next minute of a live series, hundreds of times a minute: nothing to be cut or sorted.
  if (only !== undefined && second === undefined && isContinued(only, added)) {
    return [{ ...only, toMs: Math.max(only.toMs, added.toMs) }];
  }
  if (added.kind === "fetched") return tidy([...without(covered, added), added]);
  const isAbove = (span: CoveredSpan) => RANK[span.kind] > RANK[added.kind] || isEarlierLook(span, added);
  const above = covered.filter(isAbove);
  const below = covered.filter((span) => !isAbove(span));
  const visible = above.reduce<readonly CoveredSpan[]>(without, [added]);
  return tidy([...above, ...without(below, added), ...visible]);
}

/**
 * What is known when the exchange's first candle begins at `untilMs`: nothing before it counts as fetched any more, and
 * nothing from it on as not listed.
 */
export function layUnlisted(covered: readonly CoveredSpan[], untilMs: number): readonly CoveredSpan[] {
  const before = { fromMs: 0, toMs: untilMs };
  const rest = without(covered, before).filter(({ kind }) => kind !== "not_listed");
  if (untilMs <= 0) return rest;
  return tidy([...rest, { ...before, kind: "not_listed", reason: undefined }]);
}

/** As `lay` for many answers at once: the cost of one for a whole list. */
export function layFetched(covered: readonly CoveredSpan[], added: readonly Span[]): readonly CoveredSpan[] {
  const outages = covered.filter((span) => !isFetched(span));
  const fetched = [...covered.filter(isFetched), ...added].toSorted((a, b) => a.fromMs - b.fromMs);
  const united: CoveredSpan[] = [];
  for (const { fromMs, toMs } of fetched) {
    const last = united.at(-1);
    if (last === undefined || last.toMs < fromMs) {
      united.push({ fromMs, toMs, kind: "fetched", reason: undefined });
    } else if (last.toMs < toMs) united[united.length - 1] = { ...last, toMs };
  }
  return tidy([...added.reduce(without, outages), ...united]);
}

/** What lies inside of `span`. */
export function cut(covered: readonly CoveredSpan[], span: Span): readonly CoveredSpan[] {
  return covered
    .map((part) => ({
      ...part,
      fromMs: Math.max(part.fromMs, span.fromMs),
      toMs: Math.min(part.toMs, span.toMs),
    }))
    .filter(({ fromMs, toMs }) => fromMs < toMs);
}

/** What lies outside of `hole`. */
export function without(covered: readonly CoveredSpan[], hole: Span): readonly CoveredSpan[] {
  if (hole.fromMs >= hole.toMs) return covered;
  return covered.flatMap((part) => [
    { ...part, toMs: Math.min(part.toMs, hole.fromMs) },
    { ...part, fromMs: Math.max(part.fromMs, hole.toMs) },
  ]).filter(({ fromMs, toMs }) => fromMs < toMs);
}

/** What was fetched before and still is, and the outages of before: true of all that was read in between. */
export function stillKnown(
  before: readonly CoveredSpan[],
  after: readonly CoveredSpan[],
): readonly CoveredSpan[] {
  const fetched = after.filter(isFetched);
  return before.flatMap((span) => isFetched(span) ? fetched.flatMap((still) => cut([span], still)) : [span]);
}

/** Whether two spans say the same of the same time. */
export function isSameSpan(a: CoveredSpan, b: CoveredSpan): boolean {
  return a.fromMs === b.fromMs && a.toMs === b.toMs && isSameKnowledge(a, b);
}

function isSameKnowledge(a: CoveredSpan, b: CoveredSpan): boolean {
  return a.kind === b.kind && a.reason === b.reason && a.lookedAtMs === b.lookedAtMs;
}

/** Of looks at the same silence the first counts, by a clock that may have been set back since. */
function isEarlierLook(span: CoveredSpan, added: CoveredSpan): boolean {
  if (span.kind !== "silent" || added.kind !== "silent" || span.lookedAtMs === undefined) return false;
  return span.lookedAtMs <= (added.lookedAtMs ?? Infinity);
}

function isContinued(span: CoveredSpan, next: CoveredSpan): boolean {
  return isFetched(span) && isFetched(next) && span.fromMs <= next.fromMs && span.toMs >= next.fromMs;
}

function isFetched(span: CoveredSpan): boolean {
  return span.kind === "fetched";
}

/** Ascending, and neighbours that say the same as one. */
function tidy(spans: readonly CoveredSpan[]): readonly CoveredSpan[] {
  const merged: CoveredSpan[] = [];
  for (const span of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = merged.at(-1);
    const continues = last?.toMs === span.fromMs && isSameKnowledge(last, span);
    if (last !== undefined && continues) merged[merged.length - 1] = { ...last, toMs: span.toMs };
    else merged.push(span);
  }
  return merged;
}
