/** A signal that another program sends, read with distrust. Pure: a body and the sender's facts in, a fact or faults out. */
import { z } from "zod";
import { nearName } from "../../core/near_name.ts";
import { toFieldFault, toFieldWords } from "../../core/payload/field_faults.ts";
import { readTickerCode } from "../../core/symbol.ts";
import { toShownText } from "../../core/text.ts";
import { readDateText, toKstIso } from "../../core/kst.ts";
import type { InboundFact } from "../rules/rule.ts";
import { AHEAD_MS } from "../score/limits.ts";

export const LARGEST_INBOUND_BYTES = 16 * 1024;

const line = (longest: number) => z.string().max(longest).transform((text) => toShownText(text, longest));

const bodySchema = z.strictObject({
  ticker: z.string().min(1).max(32),
  action: z.string().transform((text) => text.trim().toLowerCase()).pipe(z.enum(["buy", "sell"])),
  /** 0 to 1 */
  confidence: z.number().min(0).max(1),
  price: z.number().positive().optional(),
  name: line(100).optional(),
  reason: line(500).optional(),
  /** `protective`: a stop, which waits for nobody. */
  class: z.enum(["usual", "protective"]).default("usual"),
  /** When the data that it rests on was true. */
  as_of: z.union([z.string().max(40), z.number()]).optional(),
  /** The sender's own name of this signal: sent twice, it counts once. */
  ref: z.string().regex(/^[\x21-\x7e]{1,100}$/, "must be 1 to 100 printable ASCII characters without spaces"),
});

const NAMES = Object.keys(bodySchema.shape);
const PROTECTIVE_BUY = "class protective is for a sell: buying protects nothing";

export type InboundReading =
  | { readonly kind: "signal"; readonly fact: InboundFact }
  /** `status` as HTTP has it; `faults` are sentences that never repeat a key. */
  | {
    readonly kind: "refused";
    readonly status: 413 | 422;
    readonly faults: readonly string[];
    /** It rests on what is later than the time here. */
    readonly isAhead?: boolean;
  };

/** @returns the key of a body that carries one, and the body without it, before anything looks at it. */
export function strikeKey(json: unknown): { readonly key: string | undefined; readonly body: unknown } {
  if (typeof json !== "object" || json === null || Array.isArray(json) || !("key" in json)) {
    return { key: undefined, body: json };
  }
  const { key, ...body } = json;
  return { key: typeof key === "string" ? key : undefined, body };
}

/** @param text the body as it came; @param about.sender who was let in, and by what. */
export function readInbound(
  text: string,
  about: {
    readonly sender: string;
    readonly receivedAtMs: number;
    /** The header `Idempotency-Key`, which stands in for `ref`. */
    readonly idempotencyKey?: string | undefined;
  },
): InboundReading {
  if (new TextEncoder().encode(text).length > LARGEST_INBOUND_BYTES) {
    return refuse(413, "the body holds more than 16 kB");
  }
  const json = parse(text);
  if (json === undefined) return refuse(422, "the body is no JSON object");
  const { body } = strikeKey(json);
  const parsed = bodySchema.safeParse(withRef(body, about.idempotencyKey), { error: toFieldWords });
  if (!parsed.success) return { kind: "refused", status: 422, faults: toFaults(parsed.error) };
  return toFact(parsed.data, about);
}

function toFact(
  body: z.infer<typeof bodySchema>,
  { sender, receivedAtMs, idempotencyKey }: Parameters<typeof readInbound>[1],
): InboundReading {
  const ticker = readTickerCode(body.ticker.normalize("NFKC"));
  if (ticker === undefined) {
    return refuse(422, "ticker: must be the code of a share like 005930, or a market like BTC/KRW");
  }
  const isProtective = body.class === "protective";
  if (isProtective && body.action === "buy") return refuse(422, PROTECTIVE_BUY);
  if (idempotencyKey !== undefined && idempotencyKey !== body.ref) {
    return refuse(422, "ref: differs from the header Idempotency-Key; send one of them, or the same");
  }
  const asOfMs = body.as_of === undefined ? undefined : readInstant(body.as_of);
  if (asOfMs === "unreadable") {
    return refuse(422, "as_of: must be a time with its zone like 2026-11-20T09:20:00+09:00, or epoch ms");
  }
  if (asOfMs !== undefined && asOfMs > receivedAtMs + AHEAD_MS) {
    const fault = `as_of: is later than ${toKstIso(receivedAtMs)}, the time here; set the sender's clock`;
    return { kind: "refused", status: 422, faults: [fault], isAhead: true };
  }
  const { action, confidence, name, price, ref, reason } = body;
  const said = { ...(reason === undefined || reason === "" ? {} : { reason }) };
  const sent = { sender, ref, ticker, name, action, isProtective, confidence, price, asOfMs, receivedAtMs };
  return { kind: "signal", fact: { ...sent, ...said } };
}

function readInstant(value: string | number): number | "unreadable" {
  if (typeof value === "number") return value >= 1e12 && value < 1e13 ? value : "unreadable";
  const hasZone = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*(Z|[+-]\d{2}:\d{2})$/.test(value);
  const atMs = hasZone && readDateText(value.slice(0, 10)) !== undefined ? Date.parse(value) : NaN;
  return Number.isNaN(atMs) ? "unreadable" : atMs;
}

function withRef(body: unknown, idempotencyKey: string | undefined): unknown {
  const isBare = typeof body === "object" && body !== null && !("ref" in body);
  return isBare && idempotencyKey !== undefined ? { ...body, ref: idempotencyKey } : body;
}

function parse(text: string): object | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === "object" && json !== null && !Array.isArray(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

function toFaults(error: z.ZodError): readonly string[] {
  return error.issues.flatMap((issue) => {
    if (issue.code !== "unrecognized_keys") {
      return [toFieldFault(issue, "the body")];
    }
    return issue.keys.map((key) => {
      const near = nearName(key, NAMES);
      const hint = near === undefined ? `there are ${NAMES.join(", ")}` : `did you mean ${near}?`;
      return `there is no field ${JSON.stringify(toShownText(key, 40))}; ${hint}`;
    });
  });
}

function refuse(status: 413 | 422, fault: string): InboundReading {
  return { kind: "refused", status, faults: [fault] };
}
