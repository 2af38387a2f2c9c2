/** Setting an alarm, taking one away and bringing it back, by forms of a page; programs are answered as under `/api/v1`. */
import type { Context, Hono } from "hono";
import type { CommandDoor } from "../../commands/door.ts";
import { type Guard, isLocalPath } from "../access/guard.ts";
import type { Notices } from "../kit/notices.ts";
import { type RemovedAlert, removedAlertSchema } from "./alert_answers.ts";
import { toResponse } from "./v1/command_answer.ts";
import type { Idempotency } from "./v1/idempotency.ts";
import { readJsonBody } from "./v1/json_body.ts";
import { API } from "./v1/routes.ts";

type Answered = Awaited<ReturnType<CommandDoor["run"]>>;

/** What became of a form about alarms. */
export type AlertNotice =
  | {
    readonly kind: "done";
    readonly words: Extract<Answered, { kind: "done" }>["words"];
    readonly removed?: RemovedAlert;
  }
  | { readonly kind: "refused"; readonly reason: string; readonly message: string }
  | { readonly kind: "undo_over" };

export interface AlertActionParts {
  readonly guard: Guard;
  readonly commands: Pick<CommandDoor, "run">;
  readonly idempotency: Idempotency;
  readonly alertNotices: Notices<AlertNotice>;
  /** Those that may be brought back, by the key in the page's form. */
  readonly removedAlerts: Notices<RemovedAlert>;
}

export function addAlertActions(web: Hono, parts: AlertActionParts): void {
  web.post(
    "/alerts",
    (context) => answer(context, parts, { command: "alerts.add", status: 201, read: readForm }),
  );
  web.post("/alerts/:id/remove", (context) => {
    const id = context.req.param("id");
    return answer(context, parts, { command: "alerts.remove", status: 200, read: () => ({ id }), id });
  });
  web.post("/alerts/restore", (context) => restore(context, parts));
}

interface Action {
  readonly command: "alerts.add" | "alerts.remove";
  readonly status: 200 | 201;
  readonly read: (form: URLSearchParams) => Readonly<Record<string, unknown>>;
  readonly id?: string | undefined;
}

async function answer(context: Context, parts: AlertActionParts, action: Action): Promise<Response> {
  const { guard, commands, idempotency } = parts;
  const permit = await guard.permitAction(context);
  if (permit.kind === "refused") return permit.response;
  const run = (wish: Readonly<Record<string, unknown>>) =>
    commands.run(action.command, wish, guard.actorOf(context));
  const { form } = permit;
  if (form !== undefined) {
    const answered = await run(action.read(form));
    const removed = answered.kind === "done" && action.command === "alerts.remove"
      ? removedAlertSchema.safeParse(answered.result).data
      : undefined;
    return toPage(context, form, parts, toNotice(answered, removed));
  }
  const body = await readJsonBody(context);
  if (body.kind === "refused") return body.response;
  const of = action.id === undefined ? {} : { id: action.id };
  const route = `POST ${API}${context.req.path}`;
  return await idempotency.run(
    context,
    { route, body: body.text },
    async () => toResponse(context, await run({ ...body.value, ...of }), action.status),
  );
}

/** What a form of the page alone can ask for: only this program knows what was taken away. */
async function restore(context: Context, parts: AlertActionParts): Promise<Response> {
  const { guard, commands, removedAlerts } = parts;
  const permit = await guard.permitAction(context);
  if (permit.kind === "refused") return permit.response;
  const form = permit.form ?? new URLSearchParams();
  const removed = removedAlerts.take(form.get("undo") ?? undefined);
  if (removed === undefined) return toPage(context, form, parts, { kind: "undo_over" });
  const { id, kind, params } = removed;
  const { ticker, exchange, ...rest } = params;
  const wish = { id, kind, params: rest, ticker, exchange };
  return toPage(
    context,
    form,
    parts,
    toNotice(await commands.run("alerts.add", wish, guard.actorOf(context))),
  );
}

function toNotice(answered: Answered, removed?: RemovedAlert): AlertNotice {
  if (answered.kind === "refused") {
    return { kind: "refused", reason: answered.reason, message: answered.message };
  }
  return { kind: "done", words: answered.words, ...(removed === undefined ? {} : { removed }) };
}

function toPage(
  context: Context,
  form: URLSearchParams,
  { alertNotices }: AlertActionParts,
  notice: AlertNotice,
): Response {
  const asked = form.get("next") ?? "";
  const next = isLocalPath(asked) ? asked : "/alerts";
  const key = alertNotices.put(notice);
  return context.redirect(`${next}${next.includes("?") ? "&" : "?"}notice=${key}`, 303);
}

/** As a person writes it: `70,000`. What is no number goes on as it is, and is refused there. */
function readForm(form: URLSearchParams): Readonly<Record<string, unknown>> {
  const text = (form.get("price") ?? "").replaceAll(/[,\s]/g, "");
  const price = text === "" || Number.isNaN(Number(text)) ? text : Number(text);
  const side = form.get("side") ?? "";
  return { ticker: (form.get("ticker") ?? "").trim(), price, ...(side === "" ? {} : { side }) };
}
