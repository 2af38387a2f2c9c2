import type { Hono } from "hono";
import type { Clock } from "../../core/clock.ts";
import { type Guard, isLocalPath } from "../access/guard.ts";
import { problem } from "../kit/problem.ts";

/** So long the answer has to leave; what is still on its way then, the shutdown waits for. */
const STOP_DELAY_MS = 100;

export interface ActionParts {
  readonly guard: Guard;
  /** @returns false when a poll is running already or nothing can be polled. */
  readonly pollNow: () => boolean;
  readonly requestStop: () => void;
  /** The real one also in the demo: what is waited for is a real connection. */
  readonly clock: Clock;
}

/** The routes that change something. Each asks the guard itself; there is no GET among them. */
export function addActions(web: Hono, { guard, pollNow, requestStop, clock }: ActionParts): void {
  web.post("/poll", async (context) => {
    const permit = await guard.permitAction(context);
    if (permit.kind === "refused") return permit.response;
    const isPolling = pollNow();
    // The page itself shows whether a poll runs and why none can.
    if (permit.form !== undefined) return context.redirect(toNext(permit.form), 303);
    if (isPolling) return context.json({ polling: true }, 202);
    return problem(context, {
      status: 409,
      title: "Not polled",
      detail: "A poll is running already, or settings are missing; /health says which.",
    });
  });
  web.post("/admin/stop", async (context) => {
    const permit = await guard.permitAction(context);
    if (permit.kind === "refused") return permit.response;
    clock.sleep(STOP_DELAY_MS).then(requestStop);
    return context.json({ stopping: true }, 202);
  });
}

function toNext(form: URLSearchParams): string {
  const next = form.get("next") ?? "/";
  return isLocalPath(next) ? next : "/";
}
