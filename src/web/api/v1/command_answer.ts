/** The answer of a command as one of HTTP. */
import type { Context } from "hono";
import type { CommandAnswer } from "../../../commands/door.ts";
import { problem } from "../../kit/problem.ts";

const REFUSALS = {
  arguments: { status: 400, title: "Bad request" },
  missing: { status: 404, title: "Not found" },
  conflict: { status: 409, title: "Not done" },
  unavailable: { status: 503, title: "Not available" },
} as const;

/** @param status of an answer that was done. */
export function toResponse(context: Context, answer: CommandAnswer, status: 200 | 201 | 202): Response {
  if (answer.kind === "done") return context.json(answer.result, status);
  const { why, reason: code, message: detail, more } = answer;
  return problem(context, { ...REFUSALS[why], code, detail, more: { ...more } });
}

/** What stands behind the `?`, for a command: each once, numbers as numbers. */
export function readQuery(context: Context): Readonly<Record<string, unknown>> | { readonly twice: string } {
  const query = new URL(context.req.url).searchParams;
  const names = [...query.keys()];
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) return { twice };
  return Object.fromEntries(
    [...query].map((
      [name, text],
    ) => [name, name === "limit" && /^\d{1,9}$/.test(text) ? Number(text) : text]),
  );
}
