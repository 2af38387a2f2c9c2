import { type Context, Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import type { Clock } from "../../core/clock.ts";
import { readDateText } from "../../core/kst.ts";
import type { FaultInjector } from "./fault_injector.ts";
import type { Endpoint } from "./day.ts";
import { newsAt } from "./news.ts";
import { portfolioAt, type Scene, screenerAt } from "./payloads.ts";

const LARGEST_BODY_BYTES = 16 * 1024;

const screenerBody = z.looseObject({
  mode: z.literal("preview"),
  weights: z.record(z.string(), z.number()).nullish(),
  top_n: z.int().min(1).max(50),
});

export interface StockRouteParts {
  readonly clock: Clock;
  readonly seed: number;
  readonly apiKey: string;
  readonly desk: FaultInjector;
  /** Real milliseconds. */
  readonly realLatencyMs: number;
  /** Aborts when the server is disposed, so that no slow answer holds it up. */
  readonly ended: AbortSignal;
}

/** The three endpoints, behind the key and the script of faults. Every refusal is `{detail}`. */
export function createStockRoutes(parts: StockRouteParts): Hono {
  const app = new Hono();
  const sceneOf = (endpoint: Endpoint): Scene => ({
    seed: parts.seed,
    atMs: parts.clock.now() - parts.desk.dataAgeMs(endpoint),
  });
  app.use(stamp(parts), checkKey(parts.apiKey));
  app.use(bodyLimit({
    maxSize: LARGEST_BODY_BYTES,
    onError: (c) => c.json({ detail: "Request body is too large" }, 413),
  }));
  app.get(
    "/api/webai/portfolio",
    injectFaults("portfolio", parts),
    (c) => c.json(portfolioAt(sceneOf("portfolio"))),
  );
  app.get(
    "/api/webai/news-sentiment",
    injectFaults("news_sentiment", parts),
    (c) => answerNews(c, sceneOf("news_sentiment")),
  );
  app.post(
    "/api/stock/screener/run",
    injectFaults("screener_preview", parts),
    (c) => answerScreener(c, sceneOf("screener_preview")),
  );
  app.notFound((c) => c.json({ detail: "Not Found" }, 404));
  app.onError((_error, c) => c.json({ detail: "Internal Server Error" }, 500));
  return app;
}

/** Takes the time an answer takes, and gives it the date of the simulated clock. */
function stamp(parts: StockRouteParts): MiddlewareHandler {
  return async (c, next) => {
    if (parts.realLatencyMs > 0) await parts.clock.real.sleep(parts.realLatencyMs, parts.ended);
    await next();
    c.header("Date", new Date(parts.clock.now()).toUTCString());
  };
}

function checkKey(apiKey: string): MiddlewareHandler {
  return async (c, next) => {
    const given = await digestOf(c.req.header("X-WebAI-Key") ?? "");
    if (isSameDigest(given, await digestOf(apiKey))) return await next();
    return c.json({ detail: "Invalid or missing API key" }, 401);
  };
}

async function digestOf(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

/** Looks at every byte whatever it finds, so that the time taken tells nothing. */
function isSameDigest(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (const [i, byte] of a.entries()) difference |= byte ^ (b[i] ?? 0);
  return difference === 0;
}

function injectFaults(endpoint: Endpoint, parts: StockRouteParts): MiddlewareHandler {
  return async (c, next) => {
    const treatment = parts.desk.take(endpoint);
    const instead = await treatment?.before(parts.ended);
    if (instead !== undefined) return instead;
    await next();
    if (treatment !== undefined) c.res = await treatment.after(c.res);
  };
}

function answerNews(c: Context, scene: Scene): Response {
  const text = c.req.query("date");
  if (text === undefined) return c.json(newsAt(scene));
  const day = readDateText(text);
  if (day !== undefined) return c.json(newsAt(scene, day));
  return c.json(
    { detail: [{ type: "date", loc: ["query", "date"], msg: "Input should be YYYY-MM-DD" }] },
    422,
  );
}

async function answerScreener(c: Context, scene: Scene): Promise<Response> {
  const body = screenerBody.safeParse(await readJson(c));
  if (body.success) {
    const { weights, top_n: topN } = body.data;
    return c.json(screenerAt(scene, { weights: weights ?? undefined, topN }));
  }
  const detail = body.error.issues.map(({ code, path, message }) => ({
    type: code,
    loc: ["body", ...path],
    msg: message,
  }));
  return c.json({ detail }, 422);
}

/** `undefined` for a body that is not JSON; the schema then says that an object was expected. */
async function readJson(c: Context): Promise<unknown> {
  try {
    return await c.req.json();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
