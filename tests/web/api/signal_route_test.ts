import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Hono } from "hono";
import type { InboundRequest } from "../../../src/signals/inbound/admission.ts";
import type { DoorAnswer } from "../../../src/signals/inbound/door.ts";
import type { AccessRules } from "../../../src/web/access/access.ts";
import { addSignalRoute } from "../../../src/web/api/signal_route.ts";

const TOKEN = "t".repeat(20);
const ACCESS: AccessRules = {
  allowedHosts: ["127.0.0.1"],
  token: TOKEN,
  allowsAddresses: false,
  trustsLoopback: false,
  proxies: [],
  publicHealth: "brief",
};

function webOf(answer: DoorAnswer | undefined) {
  const web = new Hono();
  const taken: InboundRequest[] = [];
  const takeSignal = answer === undefined ? undefined : (request: InboundRequest) => {
    taken.push(request);
    return Promise.resolve(answer);
  };
  addSignalRoute(web, { access: ACCESS, callerOf: () => ({ remoteAddress: "10.0.0.9" }), takeSignal });
  const send = (headers: Record<string, string> = {}, body = "{}", path = "/signal") =>
    web.request(`http://127.0.0.1${path}`, {
      method: "POST",
      body,
      headers: { host: "127.0.0.1", "content-type": "application/json", ...headers },
    });
  return { taken, send };
}

Deno.test("POST /signal hands the body on as it came, with who sends it and the headers that name and sign it", async () => {
  const { send, taken } = webOf({ status: 202, id: "01X", label: "S-1120-01", state: "judging" });
  const answer = await send({
    authorization: `Bearer ${TOKEN}`,
    "idempotency-key": "i-1",
    "webhook-id": "w-1",
    "webhook-timestamp": "1",
    "webhook-signature": "v1,x",
  }, '{"a":1}');
  deepStrictEqual([answer.status, await answer.json()], [202, {
    id: "01X",
    label: "S-1120-01",
    state: "judging",
  }]);
  deepStrictEqual(taken, [{
    text: '{"a":1}',
    isTrusted: true,
    isOnlyNear: false,
    idempotencyKey: "i-1",
    webhookId: "w-1",
    webhookTimestamp: "1",
    webhookSignature: "v1,x",
  }]);
});

Deno.test("fault 10: a page in a browser sends no signals, whatever it knows, and a form is no JSON", async () => {
  const { send, taken } = webOf({ status: 401, detail: "no" });
  const token = { authorization: `Bearer ${TOKEN}` };
  strictEqual((await send({ ...token, origin: "http://192.168.0.5" })).status, 403);
  strictEqual(
    (await send({ ...token, "sec-fetch-mode": "no-cors", "sec-fetch-site": "same-origin" })).status,
    403,
  );
  strictEqual((await send({ ...token, "content-type": "application/x-www-form-urlencoded" })).status, 415);
  strictEqual(taken.length, 0);
  strictEqual((await send({ "content-type": "text/plain; charset=utf-8" })).status, 401);
  deepStrictEqual(taken.map(({ isTrusted }) => isTrusted), [false]);
});

Deno.test("each answer of the door is a problem with its own status, and says what can be done", async () => {
  const cases: readonly DoorAnswer[] = [
    { status: 401, detail: "a" },
    { status: 413, detail: "b" },
    { status: 409, reason: "duplicate", detail: "c" },
    { status: 422, faults: ["d"] },
    { status: 429, retryAfterS: 7, detail: "e" },
    { status: 503, detail: "f" },
  ];
  for (const one of cases) {
    const answer = await webOf(one).send();
    strictEqual(answer.status, one.status);
    strictEqual(answer.headers.get("content-type"), "application/problem+json");
    if (one.status === 429) strictEqual(answer.headers.get("retry-after"), "7");
    if (one.status === 409) strictEqual((await answer.json()).reason, "duplicate");
  }
  strictEqual((await webOf(undefined).send()).status, 503);
});

Deno.test("the lasting address of POST /signal is /api/v1/signals", async () => {
  const { send, taken } = webOf({ status: 202, id: "01X", label: "S-1120-01", state: "judging" });
  const answer = await send({ authorization: `Bearer ${TOKEN}` }, '{"a":1}', "/api/v1/signals");
  deepStrictEqual([answer.status, taken.length], [202, 1]);
});
