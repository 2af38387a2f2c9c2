/** The bare server that /health is measured against: hono, one route, nothing else. */
import { Hono } from "hono";

const port = Number(Deno.args[0]);
const web = new Hono().get("/", (context) => context.text("hello"));
Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, web.fetch);
