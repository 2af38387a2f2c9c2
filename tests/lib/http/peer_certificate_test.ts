import assert from "node:assert/strict";
import { readPeerCertificate } from "../../../src/lib/http/peer_certificate.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { startTenDays, TEN_DAYS } from "../../support/tls_host.ts";

const clock = createSystemClock();
const optionsOf = (change: { timeoutMs?: number; signal?: AbortSignal } = {}) => ({
  ...{ clock, timeoutMs: 30_000, signal: new AbortController().signal },
  ...change,
});

Deno.test("a host is asked for its certificate, whoever signed it and whether it has ended, and is told nothing", async () => {
  await using host = startTenDays();
  const at = { hostname: "127.0.0.1", port: host.port };
  assert.deepEqual(await readPeerCertificate(at, optionsOf()), TEN_DAYS);
  // Nothing was said over a connection that nobody checked.
  await host.closed;
  assert.deepEqual(host.heard, []);
});

Deno.test("a host that talks something else, closes, or is not there shows no certificate, and says so", async () => {
  using plain = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = (async () => {
    for (let i = 0; i < 2; i++) {
      using connection = await plain.accept();
      if (i === 0) await connection.write(new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\n\r\n"));
    }
  })();
  const at = { hostname: "127.0.0.1", port: plain.addr.port };
  await assert.rejects(readPeerCertificate(at, optionsOf()));
  await assert.rejects(readPeerCertificate(at, optionsOf()));
  await serving;
  plain.close();
  await assert.rejects(readPeerCertificate(at, optionsOf()));
});

Deno.test("a host that says nothing is waited for so long and no longer; a wish that is over ends it", async () => {
  using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const at = { hostname: "127.0.0.1", port: silent.addr.port };
  await assert.rejects(
    readPeerCertificate(at, optionsOf({ timeoutMs: 1 })),
    /no certificate within 0\.001 s/,
  );
  const stopping = new AbortController();
  const asked = readPeerCertificate(at, optionsOf({ signal: stopping.signal }));
  stopping.abort(new Error("enough"));
  await assert.rejects(asked, /enough/);
  await assert.rejects(readPeerCertificate(at, optionsOf({ signal: stopping.signal })), /enough/);
});
