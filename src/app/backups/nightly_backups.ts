/** Copies of signals and history each night, made by a process of their own: the service only says when, and remembers how it went. */
import { dirname } from "node:path";
import type { Config } from "../../config/config.ts";
import { StoreError, toErrorText } from "../../core/errors.ts";
import { DAY_MS, isPlausibleNow, MINUTE_MS } from "../../core/kst.ts";
import type { BackupView } from "../../web/view.ts";
import { readBackupRecord } from "./backup_record.ts";
import type { Databases } from "../data/open_databases.ts";
import type { Runtime } from "../runtime.ts";
import type { AskNightly, NightlyOutcome, NightlyPlace, PlaceOutcome } from "./outcome.ts";
import { dueAt, isWanted } from "./due.ts";
import { type NightlyRow, NightlyTable } from "./nightly_table.ts";

/** The start and the first polls come before a copy that an earlier run owes. */
const FIRST_AFTER_MS = 2 * MINUTE_MS;
/** A try that failed is repeated so much later. */
const AGAIN_AFTER_MS = 30 * MINUTE_MS;

export interface NightlyBackups extends AsyncDisposable {
  /** Called now and then. */
  onWake(): void;
  /** From memory only. */
  view(nowMs: number): BackupView;
  /** When a copy that is being made is done. */
  settled(): Promise<void>;
}

export interface NightlyParts {
  readonly config: Pick<Config, "dataDir" | "sqlite" | "backup">;
  readonly runtime: Pick<Runtime, "clock" | "log" | "mode">;
  readonly databases: Pick<Databases, "extend">;
  /** Absent, a process of its own. */
  readonly ask?: AskNightly | undefined;
}

export function createNightlyBackups(parts: NightlyParts): NightlyBackups {
  const { config: { backup: { isOn, secondDir } }, runtime: { mode } } = parts;
  // What the demo plays is invented, and its clock begins anew.
  if (!isOn || mode === "demo") {
    return {
      onWake() {},
      view: () => ({ isOn: false, isRunning: false, nextAtMs: undefined, own: undefined, second: undefined }),
      settled: () => Promise.resolve(),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }
  return new Nightly(parts, secondDir === undefined ? ["own"] : ["own", "second"]);
}

class Nightly implements NightlyBackups {
  readonly #parts: NightlyParts;
  readonly #places: readonly NightlyPlace[];
  readonly #table: NightlyTable;
  readonly #stopping = new AbortController();
  readonly #rows = new Map<NightlyPlace, NightlyRow>();
  /** Monotonic. */
  #notBeforeMs: number;
  #byHandAtMs: number | undefined;
  #isBegun = false;
  #isRunning = false;
  #work: Promise<void> = Promise.resolve();

  constructor(parts: NightlyParts, places: readonly NightlyPlace[]) {
    this.#parts = parts;
    this.#places = places;
    this.#table = parts.databases.extend((store) => new NightlyTable(store));
    this.#notBeforeMs = parts.runtime.clock.monotonic() + FIRST_AFTER_MS;
    this.#read();
  }

  onWake(): void {
    const { clock } = this.#parts.runtime;
    const nowMs = clock.now();
    if (this.#isRunning || this.#stopping.signal.aborted || !isPlausibleNow(nowMs)) return;
    this.#lookForOthers(nowMs);
    if (!this.#isBegun) return this.#begin(nowMs);
    if (clock.monotonic() < this.#notBeforeMs) return;
    const places = this.#owed(nowMs);
    if (places.length > 0) this.#start(() => this.#make(places, nowMs));
  }

  view(nowMs: number): BackupView {
    const toPlace = (place: NightlyPlace) => {
      const row = this.#rows.get(place);
      return row && {
        sinceMs: row.sinceMs,
        triedAtMs: row.triedAtMs,
        fault: row.fault,
        goodAtMs: row.good?.atMs,
        bytes: row.good?.bytes,
        kept: row.good?.kept,
        byHandAtMs: place === "own" ? this.#byHandAtMs : undefined,
      };
    };
    return {
      isOn: true,
      isRunning: this.#isRunning,
      nextAtMs: this.#owed(nowMs).length > 0 ? nowMs : dueAt(nowMs).nextMs,
      own: toPlace("own"),
      second: this.#places.includes("second") ? toPlace("second") : undefined,
    };
  }

  settled(): Promise<void> {
    return this.#work;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#work;
  }

  #owed(nowMs: number): readonly NightlyPlace[] {
    return this.#places.filter((place) => isWanted(this.#rows.get(place), nowMs));
  }

  /** Whoever makes a backup by hand has one; another process notes it in a file beside the database. */
  #lookForOthers(nowMs: number): void {
    const goodAtMs = this.#rows.get("own")?.good?.atMs ?? 0;
    // While last night's copy is there, nothing depends on it.
    if (nowMs - goodAtMs < DAY_MS) return;
    const record = readBackupRecord(this.#parts.config.dataDir);
    const atMs = record === undefined ? undefined : Date.parse(record.at);
    this.#byHandAtMs = atMs === undefined || atMs > nowMs ? undefined : atMs;
  }

  /** A new place is expected to have copies from now on; of one that was taken out nothing is told any more. */
  #begin(nowMs: number): void {
    this.#isBegun = true;
    const isKnown = this.#places.every((place) => this.#rows.has(place));
    if (isKnown && (this.#places.includes("second") || !this.#rows.has("second"))) return;
    this.#start(async () => {
      for (const place of this.#places) await this.#table.expect(place, nowMs);
      if (!this.#places.includes("second")) await this.#table.forget("second");
    });
  }

  #start(work: () => Promise<void>): void {
    this.#isRunning = true;
    this.#work = work().catch((error) => this.#tellFault(error)).finally(() => {
      this.#isRunning = false;
      this.#read();
    });
  }

  async #make(places: readonly NightlyPlace[], nowMs: number): Promise<void> {
    const { config, runtime: { clock, log }, ask = await loadAsk() } = this.#parts;
    const { signal } = this.#stopping;
    this.#notBeforeMs = clock.monotonic() + AGAIN_AFTER_MS;
    const outcome = await ask(config, { places, nowMs, clock, signal }).catch((error): NightlyOutcome => {
      const failed = { kind: "failed", fault: "failed", text: toErrorText(error) } as const;
      return { own: failed, second: failed };
    });
    // Ended with the service, it is owed still.
    if (signal.aborted) return;
    for (const place of places) {
      const placed: PlaceOutcome = outcome[place] ??
        { kind: "failed", fault: "failed", text: "nobody told how it went" };
      if (placed.kind === "made") {
        const { file, bytes, kept, removed, ahead, left } = placed;
        log.write(
          "info",
          "backup_made",
          `the copy of the night is made and every page of it checked: ${file}`,
          {
            ...{ place, bytes, kept, removed: removed.length },
          },
        );
        if (ahead.length > 0) {
          log.write("warning", "backup_ahead", toAheadText(dirname(file), ahead), {
            place,
            ahead: ahead.length,
          });
        }
        if (left !== undefined) {
          const text =
            `another installation with a copy of this data directory writes into ${left}: the copies of this ` +
            `one are in ${dirname(file)} from now on, and the earlier ones stay where they are`;
          log.write("warning", "backup_new_folder", text, { place });
        }
      } else log.write("error", "backup_failed", placed.text, { place, fault: placed.fault });
      await this.#table.note(place, placed, nowMs);
    }
  }

  #tellFault(error: unknown): void {
    // A database that takes no write tells of that itself.
    if (this.#stopping.signal.aborted || error instanceof StoreError) return;
    this.#parts.runtime.log.write("error", "backup_failed", toErrorText(error), { error });
  }

  #read(): void {
    for (const place of ["own", "second"] as const) {
      const row = this.#table.find(place);
      if (row === undefined) this.#rows.delete(place);
      else this.#rows.set(place, row);
    }
  }
}

function toAheadText(folder: string, names: readonly string[]): string {
  return `${names.length} in ${folder} dated later than now, by a clock that was ahead: not counted among the nights ` +
    `that are kept, and never removed before that time; if this clock is right, remove by hand: ${
      names.join(", ")
    }`;
}

/** What it loads, a start need not wait for. */
async function loadAsk(): Promise<AskNightly> {
  const { askNightly } = await import("./ask_nightly.ts");
  return askNightly;
}
