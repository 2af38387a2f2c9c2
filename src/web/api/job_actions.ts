import type { Context, Hono } from "hono";
import type { CommandDoor } from "../../commands/door.ts";
import { type Guard, isLocalPath } from "../access/guard.ts";
import type { Notice, Notices } from "../kit/notices.ts";
import { toResponse } from "./v1/command_answer.ts";
import type { Idempotency } from "./v1/idempotency.ts";
import { readJsonBody } from "./v1/json_body.ts";
import { API } from "./v1/routes.ts";

export interface JobActionParts {
  readonly guard: Guard;
  readonly notices: Notices;
  readonly commands: Pick<CommandDoor, "run">;
  readonly idempotency: Idempotency;
}

/** Trying a signal again, and ending a job, by a form of a page; programs are answered as under `/api/v1`. */
export function addJobActions(web: Hono, parts: JobActionParts): void {
  web.post("/signals/:id/simulate", (context) => answer(context, parts, simulate));
  web.post("/jobs/:id/cancel", (context) => answer(context, parts, cancel));
}

interface Action {
  readonly command: string;
  readonly api: (id: string) => string;
  /** What a form says. */
  readonly read: (form: URLSearchParams) => Readonly<Record<string, unknown>>;
  /** Where the page goes, and what it says there. */
  readonly toPage: (
    answered: Awaited<ReturnType<CommandDoor["run"]>>,
    of: { readonly id: string; readonly next: string },
  ) => { readonly path: string; readonly notice?: Notice };
}

const simulate: Action = {
  command: "signals.simulate",
  api: (id) => `/signals/${id}/simulate`,
  // A box that is not ticked is not in the form: nothing is sent without it.
  read: (form) => ({ deliver: form.get("deliver") === "yes" }),
  toPage(answered, { id, next }) {
    if (answered.kind === "done") {
      return { path: toJob(readText(answered.result, ["job", "id"]) ?? id) };
    }
    const { reason, more } = answered;
    const other = reason === "job_is_running" ? readText(more, ["job_id"]) : undefined;
    return other === undefined
      ? { path: next, notice: { kind: "simulation_refused", about: reason } }
      : { path: toJob(other), notice: { kind: "simulation_busy", about: other } };
  },
};

const cancel: Action = {
  command: "jobs.cancel",
  api: (id) => `/jobs/${id}/cancel`,
  read: () => ({}),
  toPage: ({ kind }, { id, next }) => ({
    path: next,
    notice: { kind: kind === "done" ? "job_cancelled" : "job_not_cancelled", about: id },
  }),
};

async function answer(
  context: Context,
  { guard, notices, commands, idempotency }: JobActionParts,
  { command, api, read, toPage }: Action,
): Promise<Response> {
  const permit = await guard.permitAction(context);
  if (permit.kind === "refused") return permit.response;
  const id = context.req.param("id") ?? "";
  const run = (wish: Readonly<Record<string, unknown>>) =>
    commands.run(command, { ...wish, id }, guard.actorOf(context));
  const { form } = permit;
  if (form !== undefined) {
    const asked = form.get("next") ?? "";
    const next = isLocalPath(asked) ? asked : "/signals";
    const { path, notice } = toPage(await run(read(form)), { id, next });
    const key = notice === undefined ? "" : `${path.includes("?") ? "&" : "?"}notice=${notices.put(notice)}`;
    return context.redirect(path + key, 303);
  }
  const body = await readJsonBody(context);
  if (body.kind === "refused") return body.response;
  const route = `POST ${API}${api(id)}`;
  return await idempotency.run(
    context,
    { route, body: body.text },
    async () => toResponse(context, await run(body.value), 202),
  );
}

const toJob = (id: string) => `/jobs/${encodeURIComponent(id)}`;

function readText(value: unknown, path: readonly string[]): string | undefined {
  let found = value;
  for (const name of path) {
    if (typeof found !== "object" || found === null) return undefined;
    found = Reflect.get(found, name);
  }
  return typeof found === "string" ? found : undefined;
}
