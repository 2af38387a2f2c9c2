/**
 * A stock API that answers a few KB after a set time and says in a header how long it really took itself. Prints its
 * port.
 */
const latencyMs = Number(Deno.args[0]);
const payload = (list: string, count: number) =>
  JSON.stringify({
    as_of: "2026-03-11T09:00:00+09:00",
    [list]: Array.from({ length: count }, (_, i) => ({
      ticker: String(100_000 + i),
      name: `종목 ${i}`,
      price: 50_000 + i,
      quantity: i,
      pnl_pct: i / 7,
    })),
  });
const bodies: Readonly<Record<string, string>> = {
  "/api/webai/portfolio": payload("holdings", 30),
  "/api/webai/news-sentiment": payload("items", 40),
  "/api/stock/screener/run": payload("results", 20),
};

const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
  const startedMs = performance.now();
  const body = bodies[new URL(request.url).pathname];
  if (body === undefined) return new Response("{}", { status: 404 });
  if (request.method === "POST") await request.text();
  if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
  const headers = {
    "content-type": "application/json",
    "x-took-ms": String(performance.now() - startedMs),
  };
  return new Response(body, { headers });
});
// deno-lint-ignore no-console -- the parent reads the port from here
console.log(JSON.stringify({ port: server.addr.port }));
