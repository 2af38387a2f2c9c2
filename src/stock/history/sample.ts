/** One poll of one source as the history keeps it: what was recognised, and both of its times. */
import type { Cells, JsonObject, Source } from "../sources/source.ts";

export interface Sample {
  /** When the answer came, epoch ms. */
  readonly fetchedAtMs: number;
  /** The time that the data itself claims, epoch ms. */
  readonly dataAtMs: number | undefined;
  /** Why there is no list: `no_list`, or the kind of failure of the poll. Rows of a gap are unknown, not none. */
  readonly gap: string | undefined;
  /** Length of the list as it came; above `rows.length` when rows were cut off or not recognised. */
  readonly total: number | undefined;
  readonly head: Cells;
  readonly rows: readonly Cells[];
}

/** The gap of an answer in which no list was recognised: missing, or under a name that nobody knows. */
export const NO_LIST = "no_list";

/** The most that the stock API is ever asked for. */
const MOST_ROWS = 500;

export function toSample(source: Source, answer: { data: JsonObject; fetchedAtMs: number }): Sample {
  const { data, fetchedAtMs } = answer;
  const { head, list } = source.recognize(data, MOST_ROWS);
  const isGap = list.kind === "unrecognized";
  return {
    fetchedAtMs: Math.trunc(fetchedAtMs),
    dataAtMs: source.summarize(data).dataAtMs,
    gap: isGap ? NO_LIST : undefined,
    total: isGap ? undefined : list.kind === "rows" ? list.total : 0,
    head: withoutUnknown(head),
    rows: list.kind === "rows" ? list.rows.map(withoutUnknown) : [],
  };
}

/** A poll that brought no answer. */
export function toFailedSample(reason: string, atMs: number): Sample {
  const none = { dataAtMs: undefined, total: undefined, head: {}, rows: [] };
  return { fetchedAtMs: Math.trunc(atMs), gap: reason, ...none };
}

/** Also without the sign of "-0.00", which would cost its whole column the short form. */
function withoutUnknown(cells: Cells): Cells {
  const known = Object.entries(cells).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known.map(([name, value]) => [name, value === 0 ? 0 : value]));
}
