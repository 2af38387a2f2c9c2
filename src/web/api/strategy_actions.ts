import type { Context, Hono } from "hono";
import type { CommandDoor } from "../../commands/door.ts";
import { type Guard, isLocalPath } from "../access/guard.ts";
import type { Notice, Notices } from "../kit/notices.ts";
import { problem } from "../kit/problem.ts";
import { toResponse } from "./v1/command_answer.ts";
import type { Idempotency } from "./v1/idempotency.ts";
import { readJsonBody } from "./v1/json_body.ts";
import { API } from "./v1/routes.ts";

export interface StrategyActionParts {
  readonly guard: Guard;
  readonly notices: Notices;
  readonly commands: Pick<CommandDoor, "run">;
  readonly idempotency: Idempotency;
}

/** Starting and stopping, for pages too; to be asked for as `/poll` is. */
export function addStrategyActions(web: Hono, parts: StrategyActionParts): void {
  for (const verb of ["start", "stop"] as const) {
    web.post(`/strategies/:id/${verb}`, (context) => answerSet(context, verb, parts));
  }
}

async function answerSet(
  context: Context,
  verb: "start" | "stop",
  { guard, notices, commands, idempotency }: StrategyActionParts,
): Promise<Response> {
  const permit = await guard.permitAction(context);
  if (permit.kind === "refused") return permit.response;
  const id = context.req.param("id") ?? "";
  const set = (wish: Readonly<Record<string, unknown>> = {}) =>
    commands.run(`strategies.${verb}`, { ...wish, id }, guard.actorOf(context));
  const { form } = permit;
  if (form !== undefined) {
    const done = (await set()).kind === "done";
    const kind = !done ? "unknown" : verb === "start" ? "started" : "stopped";
    const key = notices.put({ kind: `strategy_${kind}`, about: id } satisfies Notice);
    return context.redirect(toNext(form, key), 303);
  }
  const body = await readJsonBody(context);
  if (body.kind === "refused") return body.response;
  const route = `POST ${API}/strategies/${id}/${verb}`;
  return await idempotency.run(context, { route, body: body.text }, async () => {
    const answer = await set(body.value);
    // Where no strategies can run at all there is none of that id either.
    const isUnknown = answer.kind === "refused" &&
      (answer.why === "missing" || answer.reason === "not_available");
    if (!isUnknown) return toResponse(context, answer, 202);
    const detail = "There is no strategy of that id; /health lists them.";
    return problem(context, { status: 404, code: answer.reason, title: "Unknown strategy", detail });
  });
}

function toNext(form: URLSearchParams, key: string): string {
  const asked = form.get("next") ?? "";
  const next = isLocalPath(asked) ? asked : "/strategies";
  return `${next}${next.includes("?") ? "&" : "?"}notice=${key}`;
}
