/** Reading the JSON that a program sends: a small object, not deep, or a sentence about what is wrong. */
import type { Context } from "hono";
import { readText } from "../../access/guard.ts";
import { problem } from "../../kit/problem.ts";

const MOST_BYTES = 64 * 1024;
/** Parameters of strategies are lists in objects; anything deeper is no request of ours. */
const MOST_DEPTH = 16;

export type JsonBody =
  | { readonly kind: "read"; readonly text: string; readonly value: Readonly<Record<string, unknown>> }
  | { readonly kind: "refused"; readonly response: Response };

/** No body at all is an empty object. */
export async function readJsonBody(context: Context): Promise<JsonBody> {
  const refuse = (facts: Parameters<typeof problem>[1]): JsonBody => ({
    kind: "refused",
    response: problem(context, facts),
  });
  const text = context.req.raw.bodyUsed ? "" : await readText(context.req.raw.body, MOST_BYTES);
  if (text === undefined) {
    const detail = `The body is larger than ${MOST_BYTES / 1024} KB, or it broke off.`;
    return refuse({ status: 413, code: "body_refused", title: "Body refused", detail });
  }
  if (text.trim() === "") return { kind: "read", text, value: {} };
  const type = (context.req.header("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    const detail = "Send the body as JSON, with Content-Type: application/json.";
    return refuse({ status: 415, code: "not_json", title: "Not JSON", detail });
  }
  const value = depthOf(text) > MOST_DEPTH ? undefined : parseObject(text);
  if (value !== undefined) return { kind: "read", text, value };
  const detail = `The body must be one JSON object, at most ${MOST_DEPTH} levels deep.`;
  return refuse({ status: 400, code: "bad_json", title: "Bad JSON", detail });
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** Before it is parsed: what walks the value afterwards must not run out of stack. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [piece] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (piece === "{" || piece === "[") deepest = Math.max(deepest, ++depth);
    else if (piece === "}" || piece === "]") depth--;
  }
  return deepest;
}
