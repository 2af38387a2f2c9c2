import type { Context, Hono } from "hono";
import type { CommandDoor } from "../../commands/door.ts";
import { type Guard, isLocalPath } from "../access/guard.ts";
import { problem } from "../kit/problem.ts";
import type { Idempotency } from "./v1/idempotency.ts";
import { API } from "./v1/routes.ts";

export interface ActionParts {
  readonly guard: Guard;
  readonly commands: Pick<CommandDoor, "run">;
  readonly idempotency: Idempotency;
}

/** The routes that change something, for pages too. Each asks the guard itself; there is no GET among them. */
export function addActions(web: Hono, { guard, commands, idempotency }: ActionParts): void {
  const change = async (context: Context, path: string, work: () => Promise<Response>): Promise<Response> =>
    await idempotency.run(context, { route: `POST ${API}${path}`, body: "" }, work);
  web.post("/poll", async (context) => {
    const permit = await guard.permitAction(context);
    if (permit.kind === "refused") return permit.response;
    const accept = permit.form?.getAll("accept") ?? [];
    const poll = () =>
      commands.run("program.poll", accept.length === 0 ? {} : { accept }, guard.actorOf(context));
    // The page itself shows whether a poll runs and why none can.
    if (permit.form !== undefined) {
      await poll();
      return context.redirect(toNext(permit.form), 303);
    }
    return await change(context, "/poll", async () => {
      const answer = await poll();
      if (answer.kind === "done") return context.json(answer.result, 202);
      return problem(context, {
        status: 409,
        code: answer.reason,
        title: "Not polled",
        detail: answer.message,
      });
    });
  });
  web.post("/admin/stop", async (context) => {
    const permit = await guard.permitAction(context);
    if (permit.kind === "refused") return permit.response;
    return await change(context, "/admin/stop", async () => {
      const answer = await commands.run("program.stop", {}, guard.actorOf(context));
      if (answer.kind === "done") return context.json(answer.result, 202);
      return problem(context, {
        status: 503,
        code: answer.reason,
        title: "Not stopped",
        detail: answer.message,
      });
    });
  });
}

function toNext(form: URLSearchParams): string {
  const next = form.get("next") ?? "/";
  return isLocalPath(next) ? next : "/";
}
