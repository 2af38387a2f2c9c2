import { createSystemClock } from "../../src/core/clock.ts";
import { ok as assertTrue, strictEqual } from "node:assert/strict";
import { listen } from "../../src/web/listener.ts";
import { MOST_CLIENTS } from "../../src/web/api/event_stream.ts";
import { createTestWeb } from "../support/app_view.ts";
import { until } from "../support/program.ts";

/** What really goes over the wire: `fetch` would hide the length of a HEAD answer. */
async function askRaw(url: string, head: string): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(new URL(url).port) });
  await connection.write(new TextEncoder().encode(`${head}\r\nconnection: close\r\n\r\n`));
  return await new Response(connection.readable).text();
}

function serveTestWeb() {
  const { web } = createTestWeb();
  return listen({ host: "127.0.0.1", port: 0, dataDir: "data", clock: createSystemClock() }, () => web);
}

for (const path of ["/health", "/livez", "/state", "/nothing-here"]) {
  Deno.test(`HEAD ${path} announces the length that GET sends, and sends nothing`, async () => {
    await using listener = serveTestWeb();
    const lengthOf = (answer: string) => /content-length: (\d+)/i.exec(answer)?.[1];
    const get = await askRaw(listener.url, `GET ${path} HTTP/1.1\r\nhost: localhost`);
    const head = await askRaw(listener.url, `HEAD ${path} HTTP/1.1\r\nhost: localhost`);
    assertTrue(Number(lengthOf(get)) > 0, get);
    strictEqual(lengthOf(head), lengthOf(get));
    strictEqual(head.slice(head.indexOf("\r\n\r\n") + 4), "");
    strictEqual(head.split("\r\n")[0], get.split("\r\n")[0]);
  });
}

Deno.test("an absolute request line to another name is refused although the Host header is ours", async () => {
  await using listener = serveTestWeb();
  const answer = await askRaw(listener.url, "GET http://evil.com/state HTTP/1.1\r\nhost: localhost");
  assertTrue(answer.startsWith("HTTP/1.1 421"), answer.split("\r\n")[0]);
});

Deno.test("HEAD of the event stream, however it is spelled, takes none of its places", async () => {
  await using listener = serveTestWeb();
  for (let i = 0; i < MOST_CLIENTS + 5; i++) {
    const head = await askRaw(listener.url, "HEAD /%65vents HTTP/1.1\r\nhost: localhost");
    assertTrue(head.startsWith("HTTP/1.1 200"), head.split("\r\n")[0]);
    assertTrue(/text\/event-stream/.test(head) && head.endsWith("\r\n\r\n"), head);
  }
  using page = await Deno.connect({ hostname: "127.0.0.1", port: Number(new URL(listener.url).port) });
  await page.write(new TextEncoder().encode("GET /events HTTP/1.1\r\nhost: localhost\r\n\r\n"));
  const into = new Uint8Array(15);
  await page.read(into);
  strictEqual(new TextDecoder().decode(into), "HTTP/1.1 200 OK");
});

Deno.test("a page that leaves before its event stream begins gives its place back", async () => {
  const { web } = createTestWeb();
  const opening = Promise.withResolvers<void>();
  let opened = 0;
  let cancelled = 0;
  const body = () =>
    new ReadableStream({
      start: () => void opened++,
      cancel: () => void cancelled++,
    });
  await using listener = listen(
    { host: "127.0.0.1", port: 0, dataDir: "data", clock: createSystemClock() },
    () => ({
      fetch: async () => {
        await opening.promise;
        return new Response(body(), { headers: { "content-type": "text/event-stream" } });
      },
      close: () => web.close(),
    }),
  );
  const port = Number(new URL(listener.url).port);
  for (let i = 0; i < 10; i++) {
    using page = await Deno.connect({ hostname: "127.0.0.1", port });
    await page.write(new TextEncoder().encode("GET /events HTTP/1.1\r\nhost: localhost\r\n\r\n"));
  }
  opening.resolve();
  await until(() => opened === 10 && cancelled === 10, "ten places");
});
