import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Hono } from "hono";
import type { InboundRequest } from "../../../src/signals/inbound/admission.ts";
import type { DoorAnswer } from "../../../src/signals/inbound/door.ts";
import type { AccessRules } from "../../../src/web/access/access.ts";
import { TryThrottle } from "../../../src/web/access/throttle.ts";
import { addSignalRoute } from "../../../src/web/api/signal_route.ts";
import { VIEW_NOW_MS } from "../../support/app_view.ts";
import { ManualClock, settle } from "../../support/manual_clock.ts";

const TOKEN = "t".repeat(20);
const ACCESS: AccessRules = {
  allowedHosts: ["127.0.0.1"],
  token: TOKEN,
  allowsAddresses: false,
  trustsLoopback: false,
  proxies: [],
  publicHealth: "brief",
};

function webOf(answer: DoorAnswer | ((request: InboundRequest) => DoorAnswer) | undefined) {
  const web = new Hono();
  const taken: InboundRequest[] = [];
  const takeSignal = answer === undefined ? undefined : (request: InboundRequest) => {
    taken.push(request);
    return Promise.resolve(typeof answer === "function" ? answer(request) : answer);
  };
  const clock = new ManualClock(VIEW_NOW_MS);
  const throttle = new TryThrottle(clock);
  addSignalRoute(web, {
    access: ACCESS,
    callerOf: () => ({ remoteAddress: "10.0.0.9" }),
    takeSignal,
    throttle,
  });
  const send = (headers: Record<string, string> = {}, body = "{}", path = "/signal") =>
    web.request(`http://127.0.0.1${path}`, {
      method: "POST",
      body,
      headers: { host: "127.0.0.1", "content-type": "application/json", ...headers },
    });
  return { taken, send, clock };
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

Deno.test("who guesses a key waits longer each time, is told how long when many wait, and keeps nobody out", async () => {
  const isRight = ({ text }: InboundRequest) => text.includes("right");
  const { send, clock } = webOf((request) =>
    isRight(request)
      ? { status: 202, id: "01X", label: undefined, state: "judging" }
      : { status: 401, detail: "no" }
  );
  const guess = () => send({}, '{"key":"guess"}');
  for (let i = 0; i < 3; i++) strictEqual((await guess()).status, 401, "everybody mistypes");
  const waiting = Array.from({ length: 9 }, async () => await guess());
  const answered: number[] = [];
  for (const one of waiting) one.then(({ status }) => answered.push(status));
  await settle();
  deepStrictEqual(answered, [429], "the ninth is told at once");
  const flood = await guess();
  deepStrictEqual([flood.status, (await flood.json()).code], [429, "too_many_wrong_keys"]);
  deepStrictEqual(flood.headers.get("retry-after"), "5");
  strictEqual((await send({}, '{"key":"right"}')).status, 202, "the right one, from the same address");
  await clock.advance(5_000);
  deepStrictEqual((await Promise.all(waiting)).map(({ status }) => status).toSorted(), [
    ...Array.from({ length: 8 }, () => 401),
    429,
  ]);
});

Deno.test("a clock that cannot be right is told with its own code and when to send again", async () => {
  const { send } = webOf({ status: 503, detail: "The clock is behind.", reason: "clock_behind" });
  const answer = await send();
  deepStrictEqual([answer.status, (await answer.json()).code, answer.headers.get("retry-after")], [
    503,
    "clock_behind",
    "30",
  ]);
});
