import type { CertificateSpan } from "../../lib/http/peer_certificate.ts";
import { type Database, prepareEach, type Statement } from "../../sqlite/sql.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";

/** What a host showed, and when it was looked at last. */
export interface CertificateRow {
  readonly host: string;
  readonly lookedAtMs: number;
  /** Of the last look that it answered; `undefined` while none did. */
  readonly seen: (CertificateSpan & { readonly atMs: number }) | undefined;
}

const TEXTS = {
  list: "SELECT host, looked_at, seen_at, from_at, until_at FROM certificate_look ORDER BY host",
  note: `INSERT INTO certificate_look (host, looked_at) VALUES (?, ?)
    ON CONFLICT (host) DO UPDATE SET looked_at = excluded.looked_at`,
  see: "UPDATE certificate_look SET seen_at = ?, from_at = ?, until_at = ? WHERE host = ?",
  forget: "DELETE FROM certificate_look WHERE host = ?",
} as const;

/** In signal_v2.db: a program that is restarted again and again asks nobody more often. */
export class CertificateTable {
  readonly #queue: WriteQueue;
  readonly #sql: Readonly<Record<keyof typeof TEXTS, Statement>>;

  constructor({ db, queue }: { readonly db: Database; readonly queue: WriteQueue }) {
    this.#queue = queue;
    this.#sql = prepareEach(db, TEXTS);
  }

  list(): readonly CertificateRow[] {
    return this.#sql.list.rows().map(([host, lookedAt, seenAt, fromAt, untilAt]) => ({
      host: String(host),
      lookedAtMs: Number(lookedAt),
      seen: seenAt === null
        ? undefined
        : { atMs: Number(seenAt), fromMs: Number(fromAt), untilMs: Number(untilAt) },
    }));
  }

  /** @param span `undefined` when the host did not answer: what it showed before stays. */
  async note(host: string, span: CertificateSpan | undefined, atMs: number): Promise<void> {
    const at = Math.trunc(atMs);
    await this.#queue.run(() => {
      const noted = this.#sql.note.run(host, at);
      return span === undefined
        ? noted
        : noted + this.#sql.see.run(at, Math.trunc(span.fromMs), Math.trunc(span.untilMs), host);
    });
  }

  /** Nobody asks this host any more. */
  async forget(host: string): Promise<void> {
    await this.#queue.run(() => this.#sql.forget.run(host));
  }
}
