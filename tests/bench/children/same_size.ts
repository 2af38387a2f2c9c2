/** What the runtime alone takes for an answer as long as that of /health, with as many headers. */
import { Hono } from "hono";

const port = Number(Deno.args[0]);
const bodyBytes = Number(Deno.args[1]);
const headers: Record<string, string> = JSON.parse(Deno.args[2] ?? "{}");
const text = JSON.stringify({ text: "x".repeat(bodyBytes - '{"text":""}'.length) });
const init = { headers };
const web = new Hono().get("/", () => new Response(text, init));
Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, web.fetch);
