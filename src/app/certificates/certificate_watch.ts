/** How long the certificates last that the program depends on: each host is looked at once a day at most. */
import type { Config } from "../../config/config.ts";
import { StoreError, toErrorText } from "../../core/errors.ts";
import { DAY_MS, isPlausibleNow, MINUTE_MS } from "../../core/kst.ts";
import type { CertificateView } from "../../web/view.ts";
import type { Databases } from "../data/open_databases.ts";
import type { Runtime } from "../runtime.ts";
import { type CertificateRow, CertificateTable } from "./certificate_table.ts";
import { type LookAtCertificate, toWatchedHosts, type WatchedHost } from "./watched_hosts.ts";

/** The start and the first polls come first. */
const FIRST_AFTER_MS = 3 * MINUTE_MS;

export interface CertificateWatch extends AsyncDisposable {
  /** Called now and then. */
  onWake(): void;
  /** From memory only. */
  view(): readonly CertificateView[];
  /** When a look that is under way is done. */
  settled(): Promise<void>;
}

export interface CertificateParts {
  readonly config: Pick<Config, "stockApiUrl" | "markets" | "exchangeUrls" | "notify">;
  readonly runtime: Pick<Runtime, "clock" | "log" | "mode">;
  readonly databases: Pick<Databases, "extend">;
  /** Absent, over TLS. */
  readonly look?: LookAtCertificate | undefined;
}

export function createCertificateWatch(parts: CertificateParts): CertificateWatch {
  // The demo plays its servers itself, over plain http.
  const hosts = parts.runtime.mode === "demo" ? [] : toWatchedHosts(parts.config);
  return new Watch(parts, hosts);
}

class Watch implements CertificateWatch {
  readonly #parts: CertificateParts;
  readonly #hosts: readonly WatchedHost[];
  readonly #stopping = new AbortController();
  readonly #table: CertificateTable;
  /** Monotonic. */
  readonly #notBeforeMs: number;
  #rows: readonly CertificateRow[];
  #isLooking = false;
  #work: Promise<void> = Promise.resolve();

  constructor(parts: CertificateParts, hosts: readonly WatchedHost[]) {
    this.#parts = parts;
    this.#hosts = hosts;
    this.#table = parts.databases.extend((store) => new CertificateTable(store));
    this.#rows = this.#table.list();
    this.#notBeforeMs = parts.runtime.clock.monotonic() + FIRST_AFTER_MS;
  }

  onWake(): void {
    const { clock } = this.#parts.runtime;
    const nowMs = clock.now();
    if (this.#isLooking || this.#stopping.signal.aborted || !isPlausibleNow(nowMs)) return;
    if (clock.monotonic() < this.#notBeforeMs) return;
    const due = this.#hosts.filter((host) => this.#isDue(host, nowMs));
    const gone = this.#rows.filter(({ host }) => !this.#hosts.some(({ name }) => name === host));
    if (due.length + gone.length === 0) return;
    this.#isLooking = true;
    this.#work = this.#lookAt(due, gone).catch((error) => this.#tellFault(error)).finally(() => {
      this.#isLooking = false;
      this.#rows = this.#table.list();
    });
  }

  view(): readonly CertificateView[] {
    return this.#hosts.flatMap(({ name }) => {
      const row = this.#rows.find(({ host }) => host === name);
      if (row === undefined) return [];
      const { lookedAtMs, seen } = row;
      return [{
        ...{ host: name, lookedAtMs, seenAtMs: seen?.atMs },
        ...{ fromMs: seen?.fromMs, untilMs: seen?.untilMs },
      }];
    });
  }

  settled(): Promise<void> {
    return this.#work;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#work;
  }

  /** By the time of the last look, also of one that nobody answered; one of a time to come counts for none. */
  #isDue({ name }: WatchedHost, nowMs: number): boolean {
    const row = this.#rows.find(({ host }) => host === name);
    return row === undefined || nowMs - row.lookedAtMs >= DAY_MS || row.lookedAtMs > nowMs + DAY_MS;
  }

  async #lookAt(due: readonly WatchedHost[], gone: readonly CertificateRow[]): Promise<void> {
    const { runtime: { clock, log }, look = await loadLook() } = this.#parts;
    const { signal } = this.#stopping;
    for (const { host } of gone) await this.#table.forget(host);
    for (const host of due) {
      const span = await look(host, { clock: clock.real, signal }).catch((error) => {
        // A host that is out of reach is told by whoever needs it.
        if (!signal.aborted) {
          log.write(
            "debug",
            "certificate_unseen",
            `${host.name} showed no certificate: ${toErrorText(error)}`,
          );
        }
        return undefined;
      });
      if (signal.aborted) return;
      await this.#table.note(host.name, span, clock.now());
    }
  }

  #tellFault(error: unknown): void {
    // A database that takes no write tells of that itself.
    if (this.#stopping.signal.aborted || error instanceof StoreError) return;
    this.#parts.runtime.log.write("error", "certificates_failed", toErrorText(error), { error });
  }
}

/** What it loads, a start need not wait for. */
async function loadLook(): Promise<LookAtCertificate> {
  const { lookAtCertificate } = await import("./look_at_certificate.ts");
  return lookAtCertificate;
}
