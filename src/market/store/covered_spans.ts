/** The table of what is known about each series. Every change is made inside a transaction of the caller. */
import type { CoveredSpan, Span } from "../../core/candle.ts";
import { cut, isSameSpan, lay, layFetched, layUnlisted, without } from "./coverage.ts";
import type { Database, SqlValue, Statement } from "../../sqlite/sql.ts";

/** series, from, series, from, to: the rows that begin in the span, and the one before it, which may reach in. */
const AROUND = `
  SELECT from_ms, to_ms, kind, reason, looked_ms FROM covered
  WHERE series_id = ?
    AND from_ms >= coalesce((SELECT max(from_ms) FROM covered WHERE series_id = ? AND from_ms < ?), ?)
    AND from_ms <= ?
  ORDER BY from_ms`;

/** A span that grew at its end, as with every minute of a live series, costs one change and not two. */
const PUT = `
  INSERT INTO covered (series_id, from_ms, to_ms, kind, reason, looked_ms) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (series_id, from_ms) DO UPDATE SET
    to_ms = excluded.to_ms, kind = excluded.kind, reason = excluded.reason, looked_ms = excluded.looked_ms`;

const KINDS = ["fetched", "outage", "silent", "not_listed"] as const satisfies readonly CoveredSpan["kind"][];

export class CoveredSpans {
  readonly #around: Statement;
  readonly #delete: Statement;
  readonly #deleteAll: Statement;
  readonly #put: Statement;

  constructor(db: Database) {
    this.#around = db.prepare(AROUND);
    this.#delete = db.prepare("DELETE FROM covered WHERE series_id = ? AND from_ms = ?");
    this.#deleteAll = db.prepare("DELETE FROM covered WHERE series_id = ?");
    this.#put = db.prepare(PUT);
  }

  /** Cut to the span. */
  read(seriesId: number, span: Span): readonly CoveredSpan[] {
    return cut(this.#readAround(seriesId, span), span);
  }

  /** @returns changed rows. */
  lay(seriesId: number, added: CoveredSpan): number {
    const before = this.#readAround(seriesId, added);
    return this.#replace(seriesId, { before, after: lay(before, added) });
  }

  /** @param added at least one span. @returns changed rows. */
  layFetched(seriesId: number, added: readonly Span[]): number {
    const fromMs = Math.min(...added.map((span) => span.fromMs));
    const toMs = Math.max(...added.map((span) => span.toMs));
    const before = this.#readAround(seriesId, { fromMs, toMs });
    return this.#replace(seriesId, { before, after: layFetched(before, added) });
  }

  /** See `layUnlisted`. @returns changed rows. */
  layUnlisted(seriesId: number, untilMs: number): number {
    const before = this.#readAround(seriesId, { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER });
    return this.#replace(seriesId, { before, after: layUnlisted(before, untilMs) });
  }

  /** Nothing is known of this stretch any more. @returns changed rows. */
  forget(seriesId: number, span: Span): number {
    const before = this.#readAround(seriesId, span);
    return this.#replace(seriesId, { before, after: without(before, span) });
  }

  forgetAll(seriesId: number): number {
    return this.#deleteAll.run(seriesId);
  }

  #readAround(seriesId: number, { fromMs, toMs }: Span): readonly CoveredSpan[] {
    return this.#around.rows(seriesId, seriesId, fromMs, fromMs, toMs).map(toCoveredSpan);
  }

  #replace(
    seriesId: number,
    { before, after }: { before: readonly CoveredSpan[]; after: readonly CoveredSpan[] },
  ): number {
    const gone = notIn(after, before);
    const made = notIn(before, after);
    const begins = new Set(made.map(({ fromMs }) => fromMs));
    for (const { fromMs } of gone) if (!begins.has(fromMs)) this.#delete.run(seriesId, fromMs);
    for (const { fromMs, toMs, kind, reason, lookedAtMs } of made) {
      this.#put.run(seriesId, fromMs, toMs, kind, reason ?? null, lookedAtMs ?? null);
    }
    return gone.length + made.length;
  }
}

/** The spans of `some` that do not stand in `others` just so. */
function notIn(others: readonly CoveredSpan[], some: readonly CoveredSpan[]): readonly CoveredSpan[] {
  const byStart = new Map(others.map((span) => [span.fromMs, span]));
  return some.filter((span) => {
    const other = byStart.get(span.fromMs);
    return other === undefined || !isSameSpan(span, other);
  });
}

export function toCoveredSpan(
  [fromMs, toMs, kind, reason, lookedAtMs = null]: readonly SqlValue[],
): CoveredSpan {
  return {
    fromMs: Number(fromMs),
    toMs: Number(toMs),
    kind: KINDS.find((known) => known === kind) ?? "outage",
    reason: typeof reason === "string" ? reason : undefined,
    ...(lookedAtMs === null ? {} : { lookedAtMs: Number(lookedAtMs) }),
  };
}
