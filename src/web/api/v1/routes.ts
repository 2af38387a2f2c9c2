/** `/api/v1`: commands for programs. Access is that of the routes without the prefix, which stay as aliases. */
import type { Context, Hono } from "hono";
import type { CommandDoor } from "../../../commands/door.ts";
import type { Guard } from "../../access/guard.ts";
import { problem } from "../../kit/problem.ts";
import { readQuery, toResponse } from "./command_answer.ts";
import type { Idempotency } from "./idempotency.ts";
import { readJsonBody } from "./json_body.ts";

export const API = "/api/v1";

export interface ApiParts {
  readonly guard: Guard;
  readonly commands: Pick<CommandDoor, "run">;
  readonly idempotency: Idempotency;
}

interface ReadRoute {
  readonly path: string;
  readonly command: string;
}

interface ChangeRoute extends ReadRoute {
  readonly method: "POST" | "PATCH" | "DELETE";
  readonly status: 200 | 201 | 202;
}

const READS: readonly ReadRoute[] = [
  { path: "/state", command: "program.state" },
  { path: "/strategies", command: "strategies.list" },
  { path: "/strategies/:id", command: "strategies.show" },
  // Beside them, for a strategy may be called anything.
  { path: "/strategy-removals", command: "strategies.removals" },
  { path: "/backtests", command: "backtests.list" },
  { path: "/backtests/:id", command: "backtests.show" },
  { path: "/maintenance", command: "maintenance.status" },
  { path: "/jobs", command: "jobs.list" },
  { path: "/alerts", command: "alerts.list" },
  { path: "/watch", command: "watch.list" },
  { path: "/jobs/:id", command: "jobs.show" },
];

const CHANGES: readonly ChangeRoute[] = [
  { method: "POST", path: "/poll", command: "program.poll", status: 202 },
  { method: "POST", path: "/admin/stop", command: "program.stop", status: 202 },
  { method: "POST", path: "/maintenance", command: "maintenance.begin", status: 200 },
  { method: "DELETE", path: "/maintenance", command: "maintenance.end", status: 200 },
  { method: "POST", path: "/strategies", command: "strategies.add", status: 201 },
  { method: "PATCH", path: "/strategies/:id", command: "strategies.set", status: 202 },
  { method: "DELETE", path: "/strategies/:id", command: "strategies.remove", status: 200 },
  { method: "POST", path: "/strategies/:id/start", command: "strategies.start", status: 202 },
  { method: "POST", path: "/strategies/:id/stop", command: "strategies.stop", status: 202 },
  { method: "POST", path: "/jobs/:id/cancel", command: "jobs.cancel", status: 202 },
  { method: "POST", path: "/alerts", command: "alerts.add", status: 201 },
  { method: "DELETE", path: "/alerts/:id", command: "alerts.remove", status: 200 },
  { method: "POST", path: "/backtests", command: "backtests.start", status: 202 },
  { method: "POST", path: "/signals/:id/simulate", command: "signals.simulate", status: 202 },
  { method: "POST", path: "/rules/:id/simulate", command: "rules.simulate", status: 202 },
];

/** Those that queue a job, which remembers its key longer than the answers do. */
const KEYED: ReadonlySet<string> = new Set(["backtests.start", "signals.simulate", "rules.simulate"]);

/** Ids of rows that are numbers; others are words. */
const NUMBERED = /^\/backtests\//;

export function addApiRoutes(web: Hono, parts: ApiParts): void {
  for (const route of READS) {
    web.get(API + route.path, parts.guard.data, (context) => answerRead(context, route, parts));
  }
  for (const route of CHANGES) {
    web.on(route.method, API + route.path, (context) => answerChange(context, route, parts));
  }
}

/** Every path of `/api/v1` that is a command, with its methods, for whoever asks with another one. */
export function listApiRoutes(): Readonly<Record<string, string>> {
  const methods = new Map<string, string[]>();
  for (const { path } of READS) methods.set(path, ["GET", "HEAD"]);
  for (const { path, method } of CHANGES) methods.set(path, [...methods.get(path) ?? [], method]);
  return Object.fromEntries([...methods].map(([path, all]) => [API + path, all.join(", ")]));
}

async function answerRead(
  context: Context,
  { path, command }: ReadRoute,
  { commands, guard }: ApiParts,
): Promise<Response> {
  const query = readQuery(context);
  if ("twice" in query) {
    const detail = `\`${query.twice}\` is given more than once.`;
    return problem(context, { status: 400, code: "bad_arguments", title: "Bad request", detail });
  }
  const args = { ...query, ...readPath(context, path) };
  return toResponse(context, await commands.run(command, args, guard.actorOf(context)), 200);
}

async function answerChange(
  context: Context,
  { method, path, command, status }: ChangeRoute,
  { commands, guard, idempotency }: ApiParts,
): Promise<Response> {
  const permit = await guard.permitAction(context);
  if (permit.kind === "refused") return permit.response;
  const body = await readJsonBody(context);
  if (body.kind === "refused") return body.response;
  const route = `${method} ${context.req.path}`;
  return await idempotency.run(context, { route, body: body.text }, async () => {
    const key = context.req.header("idempotency-key");
    const keyed = KEYED.has(command) && key !== undefined ? { key } : {};
    const args = { ...body.value, ...keyed, ...readPath(context, path) };
    const answer = await commands.run(command, args, guard.actorOf(context));
    return toResponse(context, answer, status);
  });
}

function readPath(context: Context, path: string): Readonly<Record<string, unknown>> {
  const id = path.includes("/:id") ? context.req.param("id") : undefined;
  if (id === undefined) return {};
  return { id: NUMBERED.test(path) && /^\d{1,15}$/.test(id) ? Number(id) : id };
}
