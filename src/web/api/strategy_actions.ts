import type { Context, Hono } from "hono";
import type { Actor } from "../../core/actor.ts";
import { type Guard, isLocalPath } from "../access/guard.ts";
import type { Notice, Notices } from "../kit/notices.ts";
import { problem } from "../kit/problem.ts";
import type { StrategyReader } from "../../engine/strategy_reader.ts";

const PAGES: Actor = { kind: "http", id: "pages" };

export interface StrategyActionParts {
  readonly guard: Guard;
  readonly notices: Notices;
  readonly strategies?: StrategyReader | undefined;
}

/** Starting and stopping; to be asked for as `/poll` is. */
export function addStrategyActions(web: Hono, parts: StrategyActionParts): void {
  web.post("/strategies/:id/start", (context) => answerSet(context, { ...parts, active: true }));
  web.post("/strategies/:id/stop", (context) => answerSet(context, { ...parts, active: false }));
}

async function answerSet(
  context: Context,
  { guard, notices, strategies, active }: StrategyActionParts & { readonly active: boolean },
): Promise<Response> {
  const permit = await guard.permitAction(context);
  if (permit.kind === "refused") return permit.response;
  const id = context.req.param("id") ?? "";
  const done = strategies === undefined
    ? "unknown"
    : await strategies.set(id, { isActive: active, actor: PAGES });
  const { form } = permit;
  if (form !== undefined) {
    const kind = done === "unknown" ? "unknown" : active ? "started" : "stopped";
    const key = notices.put({ kind: `strategy_${kind}`, about: id } satisfies Notice);
    return context.redirect(toNext(form, key), 303);
  }
  if (done === "done") return context.json({ id, active }, 202);
  const detail = "There is no strategy of that id; /health lists them.";
  return problem(context, { status: 404, code: "unknown_strategy", title: "Unknown strategy", detail });
}

function toNext(form: URLSearchParams, key: string): string {
  const asked = form.get("next") ?? "";
  const next = isLocalPath(asked) ? asked : "/strategies";
  return `${next}${next.includes("?") ? "&" : "?"}notice=${key}`;
}
