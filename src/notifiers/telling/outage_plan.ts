/**
 * Which outages are told, which told ones are edited, and which end. Pure: what was seen and what stands in, what is to be
 * said out. A line that comes and goes is one message; whether it may ring is decided where it is sent.
 */

/** `unknown`: nothing was asked yet. `closed`: outside its session nothing is expected of it. */
export type LineState = "broken" | "fine" | "unknown" | "closed";

/** One line of data, or one other thing that can be broken, at one look. */
export interface LineLook {
  /** `portfolio`, `upbit`, `storage`: at most 64 characters, the same at each look. */
  readonly id: string;
  /** Lines of one group that are broken by one cause are told in one message. */
  readonly group: OutageGroup;
  readonly state: LineState;
  /** A code, in the words of the group; only of a broken line. */
  readonly cause: string;
  /** False while a single failure may be all there is: then it waits, however long that failure is ago. */
  readonly isCertain: boolean;
  /** When it was right last, wall clock; `undefined` when nobody knows. */
  readonly lastGoodAtMs: number | undefined;
  /** When its last session ended; only of a closed line that has sessions. */
  readonly closedAtMs?: number | undefined;
}

export const OUTAGE_GROUPS = ["source", "stream", "trouble"] as const;
export type OutageGroup = (typeof OUTAGE_GROUPS)[number];

/** `over`: it is back. `unresolved`: its session ended, or nobody looks at it any more. */
export const OUTAGE_STATES = ["open", "over", "unresolved"] as const;
export type OutageState = (typeof OUTAGE_STATES)[number];

/** One message about an outage, as it was told last. All instants are wall clock, epoch ms. */
export interface OutageRecord {
  readonly id: string;
  readonly group: OutageGroup;
  readonly cause: string;
  /** Lines that were part of it at some time. */
  readonly members: readonly string[];
  /** Those that are broken now, or were at its end. */
  readonly broken: readonly string[];
  readonly state: OutageState;
  /** From when on data is missing, of the break that lasts or was the last. */
  readonly sinceMs: number;
  /** The same of its first break. */
  readonly firstMs: number;
  readonly toldAtMs: number;
  readonly endedAtMs: number | undefined;
  /** How often it broke, and how long the breaks before this one were. */
  readonly breaks: number;
  readonly earlierMs: number;
  /** How often its text was replaced. */
  readonly edits: number;
}

export interface OutageWaits {
  /** A change counts when it has lasted so long. */
  readonly holdMs: number;
  /** What breaks again within this of its end is the same message. */
  readonly reopenMs: number;
  /** After a longer time without a look nobody knows what was: holding begins anew. */
  readonly longestGapMs: number;
}

export const OUTAGE_WAITS: OutageWaits = { holdMs: 180_000, reopenMs: 1_800_000, longestGapMs: 120_000 };

interface Held {
  readonly state: "broken" | "fine";
  /** Monotonic, of the first look that saw it so. */
  readonly fromMs: number;
  /** Wall clock: since when data is missing, or of the same look. */
  readonly fromAtMs: number;
  readonly cause: string;
  /** Monotonic, of the first look that saw this cause. */
  readonly causeFromMs: number;
}

/** What earlier looks saw; lost with the process, and then each change has to hold anew. */
export interface LineMemory {
  readonly lastLookMs: number;
  readonly held: ReadonlyMap<string, Held>;
}

export const NO_MEMORY: LineMemory = { lastLookMs: -Infinity, held: new Map() };

export interface OutageMoment {
  readonly nowMs: number;
  readonly monotonicMs: number;
}

export interface OutageSight {
  readonly looks: readonly LineLook[];
  readonly memory: LineMemory;
  /** Open ones, and those that ended lately. */
  readonly records: readonly OutageRecord[];
  readonly moment: OutageMoment;
  readonly waits: OutageWaits;
  readonly createId: () => string;
}

export interface OutagePlan {
  readonly memory: LineMemory;
  /** Each as it is to be kept and told: a new one with a message, others with an edit. */
  readonly changes: readonly { readonly isNew: boolean; readonly record: OutageRecord }[];
}

export function planOutages(sight: OutageSight): OutagePlan {
  const { looks, records, moment, waits } = sight;
  const memory = remember(sight);
  const lines = new Map(looks.map((look) => [look.id, look]));
  const hasHeld = (fromMs: number) => moment.monotonicMs - fromMs >= waits.holdMs;
  const isSteady = (id: string, state: Held["state"]) => {
    const held = memory.held.get(id);
    return held?.state === state && lines.get(id)?.state === state && hasHeld(held.fromMs);
  };
  const causeOf = (id: string) => {
    const held = memory.held.get(id);
    return held?.state === "broken" && hasHeld(held.causeFromMs) ? held.cause : undefined;
  };
  const changed = new Map<string, OutageRecord>();
  for (const record of records.filter(({ state }) => state === "open")) {
    const next = follow(record, { lines, memory, isSteady, causeOf, nowMs: moment.nowMs });
    if (next !== undefined) changed.set(record.id, next);
  }
  const added: OutageRecord[] = [];
  for (const seed of looks) {
    const now = records.map((record) => changed.get(record.id) ?? record);
    const isTold = [...now, ...added].some(({ state, broken }) =>
      state === "open" && broken.includes(seed.id)
    );
    if (isTold || !seed.isCertain || !isSteady(seed.id, "broken")) continue;
    const together = looks.filter((look) =>
      look.state === "broken" && look.group === seed.group && look.cause === seed.cause &&
      (look === seed || (seed.group !== "trouble" && !isPartOf(look.id, [...now, ...added])))
    );
    const again = findAgain(now, seed.id, { nowMs: moment.nowMs, reopenMs: waits.reopenMs });
    if (again === undefined) added.push(begin(together, seed, { ...sight, memory }));
    else changed.set(again.id, breakAgain(again, together, { nowMs: moment.nowMs, memory }));
  }
  return {
    memory,
    changes: [
      ...[...changed.values()].map((record) => ({
        isNew: false,
        record: { ...record, edits: record.edits + 1 },
      })),
      ...added.map((record) => ({ isNew: true, record })),
    ],
  };
}

function remember({ looks, memory, moment, waits }: OutageSight): LineMemory {
  const { nowMs, monotonicMs } = moment;
  const before = monotonicMs - memory.lastLookMs > waits.longestGapMs ? NO_MEMORY.held : memory.held;
  const held = new Map<string, Held>();
  for (const { id, state, lastGoodAtMs, cause } of looks) {
    const known = before.get(id);
    if (state === "closed") continue;
    if (state === "unknown" || known?.state === state) {
      const isSame = state === "unknown" || known?.cause === cause;
      if (known !== undefined) held.set(id, isSame ? known : { ...known, cause, causeFromMs: monotonicMs });
      continue;
    }
    // Dated by its data where that is known, and never after now.
    const fromAtMs = state === "broken" ? Math.min(lastGoodAtMs ?? nowMs, nowMs) : nowMs;
    held.set(id, { state, fromMs: monotonicMs, fromAtMs, cause, causeFromMs: monotonicMs });
  }
  return { lastLookMs: monotonicMs, held };
}

interface Around {
  readonly lines: ReadonlyMap<string, LineLook>;
  readonly memory: LineMemory;
  readonly isSteady: (id: string, state: Held["state"]) => boolean;
  /** Why it is broken, when that has been so for a while. */
  readonly causeOf: (id: string) => string | undefined;
  readonly nowMs: number;
}

/** @returns `undefined` while it says what is. */
function follow(record: OutageRecord, around: Around): OutageRecord | undefined {
  const { lines, memory, isSteady, causeOf, nowMs } = around;
  const isClosed = (id: string) => (lines.get(id)?.state ?? "closed") === "closed";
  const gone = record.broken.filter(isClosed);
  const back = record.broken.filter((id) => isSteady(id, "fine"));
  const broken = record.broken.filter((id) => !gone.includes(id) && !back.includes(id));
  if (broken.length > 0) {
    const cause = causeOf(broken[0] ?? "") ?? record.cause;
    return cause === record.cause && isSame(broken, record.broken) ? undefined : { ...record, broken, cause };
  }
  // What is back was missing until the first look that saw it right.
  const backAtMs = Math.max(...back.map((id) => memory.held.get(id)?.fromAtMs ?? nowMs));
  // The program may have been off when the session ended.
  const closedAtMs = Math.min(nowMs, ...gone.map((id) => lines.get(id)?.closedAtMs ?? nowMs));
  return gone.length > 0
    ? { ...record, broken: gone, state: "unresolved", endedAtMs: Math.max(closedAtMs, record.sinceMs) }
    : { ...record, state: "over", endedAtMs: Math.max(backAtMs, record.sinceMs) };
}

/** The message that told of this line a moment ago. */
function findAgain(
  records: readonly OutageRecord[],
  id: string,
  { nowMs, reopenMs }: { readonly nowMs: number; readonly reopenMs: number },
): OutageRecord | undefined {
  return records.filter(({ members, state, endedAtMs }) =>
    members.includes(id) &&
    (state === "open" || (state === "over" && Math.abs(nowMs - (endedAtMs ?? 0)) < reopenMs))
  ).toSorted((a, b) => b.toldAtMs - a.toldAtMs)[0];
}

function begin(
  together: readonly LineLook[],
  { group, cause }: LineLook,
  { memory, moment: { nowMs }, createId }: Pick<OutageSight, "memory" | "moment" | "createId">,
): OutageRecord {
  const ids = together.map(({ id }) => id);
  const sinceMs = sinceOf(ids, memory, nowMs);
  return {
    ...{ id: createId(), group, cause, members: ids, broken: ids, state: "open", sinceMs, firstMs: sinceMs },
    ...{ toldAtMs: nowMs, endedAtMs: undefined, breaks: 1, earlierMs: 0, edits: 0 },
  };
}

function breakAgain(
  record: OutageRecord,
  together: readonly LineLook[],
  { nowMs, memory }: { readonly nowMs: number; readonly memory: LineMemory },
): OutageRecord {
  const ids = together.map(({ id }) => id);
  const members = [...new Set([...record.members, ...ids])];
  if (record.state === "open") {
    return { ...record, members, broken: [...new Set([...record.broken, ...ids])] };
  }
  return {
    ...record,
    ...{
      members,
      broken: ids,
      state: "open",
      endedAtMs: undefined,
      cause: together[0]?.cause ?? record.cause,
    },
    sinceMs: sinceOf(ids, memory, nowMs),
    breaks: record.breaks + 1,
    earlierMs: lostMsOf(record),
  };
}

function sinceOf(ids: readonly string[], memory: LineMemory, nowMs: number): number {
  return Math.min(nowMs, ...ids.map((id) => memory.held.get(id)?.fromAtMs ?? nowMs));
}

/** How long data was missing in all of its breaks that are over. */
export function lostMsOf({ earlierMs, sinceMs, endedAtMs }: OutageRecord): number {
  return earlierMs + Math.max(0, (endedAtMs ?? sinceMs) - sinceMs);
}

function isPartOf(id: string, records: readonly OutageRecord[]): boolean {
  return records.some(({ state, broken }) => state === "open" && broken.includes(id));
}

const isSame = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((id) => b.includes(id));
