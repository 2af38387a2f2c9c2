import type { PayloadRows } from "../../core/payload/rows.ts";

/** A JSON object as it came; sources look into it, nobody changes it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** One question to the stock API. Its cache key is made of all four parts. */
export interface StockRequest {
  readonly method: "GET" | "POST";
  /** Path below the base URL, with its query. */
  readonly path: string;
  /** Canonical JSON, so that the same question has the same text. */
  readonly body?: string;
  /** How long an answer may be handed out without asking again. */
  readonly ttlMs: number;
}

/** What we could recognise in a payload whose exact shape is not documented. */
export interface PayloadSummary {
  /** Rows in the main list; `undefined` when no list was recognised. */
  readonly items: number | undefined;
  /** Epoch ms that the data itself claims, as opposed to when we fetched it. */
  readonly dataAtMs: number | undefined;
}

/** Named values of one row; what was not recognised is not there. */
export type Cells = Readonly<Record<string, string | number | undefined>>;

/** What the history keeps of a payload. */
export interface RecognizedPayload {
  /** Values that stand once in it, such as totals. */
  readonly head: Cells;
  readonly list: PayloadRows<Cells>;
}

/** A thing that is polled: the contract of this rack. */
export interface Source {
  /** `snake_case`, equal to the file name; the word in logs, /health, metrics and the database. */
  readonly id: string;
  /** What a person calls it. */
  readonly title: string;
  readonly request: () => StockRequest;
  /** Names under which the main list may stand, the likeliest first. */
  readonly listNames: readonly string[];
  /** Never throws: unknown fields are fine, missing ones give `undefined`. */
  readonly summarize: (payload: JsonObject) => PayloadSummary;
  /** Never throws; names of values stay the same for ever, because days of years ago are read by them. */
  readonly recognize: (payload: JsonObject, mostRows: number) => RecognizedPayload;
}

export function toCacheKey(request: StockRequest): string {
  return `${request.method} ${request.path} ${request.body ?? ""}`;
}

/** JSON with the keys of every object in order: equal questions give equal text. */
export function toCanonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part) => {
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}
