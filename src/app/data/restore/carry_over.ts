/**
 * What a restore must not forget: what went out, and what a person halted, muted or ended since the backup was made. Only
 * strategies with their paper money, and alarms, go back to what they were.
 */
import { type Database, listColumns, listTables, type SqlValue } from "../../../sqlite/sql.ts";
import { createTransaction } from "../../../sqlite/transaction.ts";

/** What a backup brings back. A table that is not named here goes on: forgetting is what sends a signal twice. */
const BROUGHT_BACK = [
  ...["strategies", "strategy_changes", "strategy_state", "strategy_status"],
  ...["advice", "paper_trade", "paper_equity", "rule"],
];

/** Of a database that did not go on from the backup: each thing that was done or held, whichever of the two knows it. */
const ADDED = [
  ...["handled_event", "host_silence", "tg_update", "telegram_closed"],
  ...["summary", "signal", "message", "outage"],
];

const NEWEST = "max(coalesce(last_sent, 0), coalesce(claimed_at, 0))";
const NEWEST_OTHER = "max(coalesce(excluded.last_sent, 0), coalesce(excluded.claimed_at, 0))";
const ofNewer = (column: string) =>
  `${column} = iif(${NEWEST_OTHER} > ${NEWEST}, excluded.${column}, ${column})`;

/** Of each pair the latest time that it went out, and of claims and mutes the later one. */
const JOINED = {
  signal_dedup: `(owner, ticker, action) DO UPDATE SET
    ${["claim_id", "claim_confidence", "claimed_at", "lease_until", "actor"].map(ofNewer).join(", ")},
    confidence = iif(coalesce(excluded.last_sent, 0) > coalesce(last_sent, 0), excluded.confidence, confidence),
    last_sent = nullif(max(coalesce(last_sent, 0), coalesce(excluded.last_sent, 0)), 0)`,
  claim_clock: "(name) DO UPDATE SET at = max(at, excluded.at)",
  mute: `(owner, ticker) DO UPDATE SET
    until_at = excluded.until_at, set_at = excluded.set_at, actor = excluded.actor, why = excluded.why
    WHERE excluded.set_at >= set_at`,
} as const;

/** `goes_on`: it is what became of the backup. `never_ran`: no service ever ran on the backup. */
export type Kinship = "goes_on" | "never_ran" | "other";

export interface Carried {
  readonly kinship: Kinship;
  /** Strategies that ran when the backup was made, and stay stopped because somebody stopped or removed them since. */
  readonly stopped: number;
  /** Alarms that somebody removed since, and that are back. */
  readonly alarmsBack: number;
}

/** When the runs of a backup are forgotten, after days: its newest row that a database which went on from it still has. */
const TRACES = [
  ["SELECT id FROM message ORDER BY seq DESC LIMIT 1", "SELECT 1 FROM message WHERE id = ?"],
  ["SELECT id FROM signal ORDER BY id DESC LIMIT 1", "SELECT 1 FROM signal WHERE id = ?"],
] as const;

/** Until when a service is known to have run; the second one where no run was noted. */
const LAST_RUN = "(SELECT max(until_at) FROM run_span)";
const LAST_NOTE = `max(
  coalesce((SELECT max(noted_at) FROM strategy_status), 0), coalesce((SELECT max(queued_at) FROM message), 0),
  coalesce((SELECT max(fired_at) FROM signal), 0), coalesce((SELECT max(last_sent) FROM signal_dedup), 0))`;

/** Each tells that a service ran. Earlier versions noted their runs only where they polled. */
const SIGNS = ["run_span", "message", "signal", "strategy_status", "nightly_backup"];

export function findKinship(backup: Database, old: Database): Kinship {
  const hasRows = (name: string) => backup.prepare(`SELECT 1 FROM ${name} LIMIT 1`).rows().length > 0;
  if (!SIGNS.some(hasRows)) return "never_ran";
  const lastRunOf = (db: Database) =>
    Number(db.prepare(`SELECT ${hasRows("run_span") ? LAST_RUN : LAST_NOTE}`).rows()[0]?.[0] ?? 0);
  // What ended before the backup was made knows less than it.
  if (lastRunOf(old) < lastRunOf(backup)) return "other";
  const [run] = backup.prepare("SELECT from_at, until_at FROM run_span ORDER BY from_at DESC LIMIT 1").rows();
  if (run !== undefined) {
    const [fromAt = 0, untilAt] = run;
    const [same] = old.prepare("SELECT until_at FROM run_span WHERE from_at = ?").rows(fromAt);
    // What left the run before the backup was made, on another machine, does not know how it went on.
    if (same !== undefined) return Number(same[0]) >= Number(untilAt) ? "goes_on" : "other";
  }
  const hasTrace = TRACES.some(([newest, same]) => {
    const [trace] = backup.prepare(newest).rows()[0] ?? [];
    return trace !== undefined && old.prepare(same).rows(trace).length > 0;
  });
  return hasTrace ? "goes_on" : "other";
}

/** @param draft of the backup, changed. @param old what is there now, read; both of this program's schema. */
export function carryOver(draft: Database, old: Database): Carried {
  const kinship = findKinship(draft, old);
  // The order of the tables is not that of their references.
  draft.exec("PRAGMA foreign_keys = OFF");
  return createTransaction(draft)(() =>
    kinship === "goes_on" ? { kinship, ...goOn(draft, old) } : { kinship, ...join(draft, old) }
  );
}

function goOn(draft: Database, old: Database): Omit<Carried, "kinship"> {
  const tables = listTables(draft).filter((name) => !BROUGHT_BACK.includes(name));
  for (const name of tables) {
    draft.prepare(`DELETE FROM ${name}`).run();
    copyRows(name, { from: old, to: draft });
  }
  const stopped = stopStrategies(draft, old);
  return { stopped, alarmsBack: rememberRules(draft, old) };
}

/** A strategy that was stopped or removed since must not begin to run by itself. */
function stopStrategies(draft: Database, old: Database): number {
  const stop = draft.prepare("UPDATE strategies SET is_active = 0 WHERE owner = ? AND id = ?");
  const running = "SELECT owner, id FROM strategies WHERE is_active = 1";
  const still = new Set(old.prepare(running).rows().map((key) => JSON.stringify(key)));
  return draft.prepare(running).rows().filter((key) => !still.has(JSON.stringify(key)))
    .reduce((sum, key) => sum + stop.run(...key), 0);
}

/** An alarm that rang since has rung. @returns how many alarms were removed since. */
function rememberRules(draft: Database, old: Database): number {
  const remember = draft.prepare(
    "UPDATE rule SET memory = ?, is_active = min(is_active, ?) WHERE owner = ? AND id = ? AND json = ?",
  );
  const alarms = "SELECT owner, id FROM rule WHERE origin = 'alert'";
  for (const row of old.prepare("SELECT memory, is_active, owner, id, json FROM rule").rows()) {
    remember.run(...row);
  }
  const known = new Set(old.prepare(alarms).rows().map((key) => JSON.stringify(key)));
  return draft.prepare(alarms).rows().filter((key) => !known.has(JSON.stringify(key))).length;
}

function join(draft: Database, old: Database): Omit<Carried, "kinship"> {
  for (const name of ADDED) {
    // Its place in the queue is another one here.
    copyRows(name, {
      from: old,
      to: draft,
      without: name === "message" ? "seq" : undefined,
      conflict: "DO NOTHING",
    });
  }
  for (const [name, conflict] of Object.entries(JOINED)) copyRows(name, { from: old, to: draft, conflict });
  return { stopped: 0, alarmsBack: 0 };
}

function copyRows(
  table: string,
  { from, to, without, conflict }: {
    readonly from: Database;
    readonly to: Database;
    readonly without?: string | undefined;
    readonly conflict?: string;
  },
): void {
  const columns = listColumns(to, table).filter((name) => name !== without);
  const names = columns.join(", ");
  const clause = conflict === undefined ? "" : ` ON CONFLICT ${conflict}`;
  const insert = to.prepare(
    `INSERT INTO ${table} (${names}) VALUES (${columns.map(() => "?").join(", ")})${clause}`,
  );
  for (const row of from.prepare(`SELECT ${names} FROM ${table}`).rows()) insert.run(...row as SqlValue[]);
}
