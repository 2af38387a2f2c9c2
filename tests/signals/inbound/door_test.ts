import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import type { InboundRequest } from "../../../src/signals/inbound/admission.ts";
import { InboundDoor } from "../../../src/signals/inbound/door.ts";
import type { InboundAnswer } from "../../../src/signals/inbound/receive.ts";
import type { InboundFact } from "../../../src/signals/rules/rule.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { NOW_MS } from "../signal_parts.ts";

const KEY = "k".repeat(40);
const SECRET_BYTES = new Uint8Array(32).fill(7);
const SECRET = `whsec_${SECRET_BYTES.toBase64()}`;
const BODY = { ticker: "005930", action: "buy", confidence: 0.8, ref: "r-1" };

function doorOf(answer: InboundAnswer | Error = { kind: "refused", reason: "duplicate", signal: undefined }) {
  const clock = new ManualClock(NOW_MS);
  const facts: InboundFact[] = [];
  const failures: unknown[] = [];
  const door = new InboundDoor({
    settings: { key: KEY, secret: SECRET },
    clock,
    receive(fact) {
      facts.push(fact);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    onFailure: (error) => failures.push(error),
    clockBehindMs: () => undefined,
  });
  const take = (body: object, change: Partial<InboundRequest> = {}) =>
    door.take({ text: JSON.stringify(body), isTrusted: false, ...change });
  return { clock, facts, failures, take };
}

async function sign(text: string, at: { id: string; timestamp: string }, bytes = SECRET_BYTES) {
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const signed = new TextEncoder().encode(`${at.id}.${at.timestamp}.${text}`);
  const signature = `v1,${new Uint8Array(await crypto.subtle.sign("HMAC", key, signed)).toBase64()}`;
  return { webhookId: at.id, webhookTimestamp: at.timestamp, webhookSignature: signature };
}

Deno.test("fault 10: a stranger is refused, and a wrong or missing key is nobody", async () => {
  const { take, facts } = doorOf();
  deepStrictEqual(
    await Promise.all(
      [{}, { key: "x" }, { key: `${KEY}x` }, { key: 1 }].map(async (more) =>
        (await take({ ...BODY, ...more })).status
      ),
    ),
    [401, 401, 401, 401],
  );
  strictEqual(facts.length, 0);
});

Deno.test("a bearer, the key in the body and a signature each let a signal in, under a name of its own", async () => {
  const { take, facts } = doorOf();
  await take(BODY, { isTrusted: true });
  await take({ ...BODY, key: KEY });
  const timestamp = String(NOW_MS / 1_000);
  await take(BODY, await sign(JSON.stringify(BODY), { id: "msg_1", timestamp }));
  deepStrictEqual(facts.map(({ sender, ref }) => [sender, ref]), [["api", "r-1"], ["key", "r-1"], [
    "webhook",
    "r-1",
  ]]);
  assertTrue(!JSON.stringify(facts).includes(KEY));
});

Deno.test("where there is a key, being on this machine is not enough, and a wrong key is nobody's, whoever sends it", async () => {
  const { take, facts } = doorOf();
  const near = { isTrusted: true, isOnlyNear: true };
  strictEqual((await take(BODY, near)).status, 401);
  strictEqual((await take({ ...BODY, key: `${KEY}x` }, near)).status, 401);
  strictEqual((await take({ ...BODY, key: `${KEY}x` }, { isTrusted: true })).status, 401);
  strictEqual(facts.length, 0);
  strictEqual((await take({ ...BODY, key: KEY }, near)).status, 409);
  deepStrictEqual(facts.map(({ sender }) => sender), ["key"]);
});

Deno.test("a signature of another body, another secret or another hour is none", async () => {
  const { take } = doorOf();
  const text = JSON.stringify(BODY);
  const at = (ms: number) => ({ id: "msg_1", timestamp: String(Math.trunc(ms / 1_000)) });
  const statusOf = async (headers: object) => (await take(BODY, headers)).status;
  strictEqual(await statusOf(await sign(`${text} `, at(NOW_MS))), 401);
  strictEqual(await statusOf(await sign(text, at(NOW_MS), new Uint8Array(32))), 401);
  strictEqual(await statusOf(await sign(text, at(NOW_MS - 301_000))), 401);
  strictEqual(await statusOf(await sign(text, at(NOW_MS + 301_000))), 401);
  const { webhookSignature, ...rest } = await sign(text, at(NOW_MS));
  strictEqual(await statusOf({ ...rest, webhookSignature: `v1,AAAA ${webhookSignature}` }), 409);
});

Deno.test("the id of a signed webhook names a signal that has no ref", async () => {
  const { take, facts } = doorOf();
  const { ref: _, ...body } = BODY;
  await take(body, await sign(JSON.stringify(body), { id: "msg_9", timestamp: String(NOW_MS / 1_000) }));
  strictEqual(facts[0]?.ref, "msg_9");
});

Deno.test("more than thirty signals a minute of one sender wait, and another sender does not wait for them", async () => {
  const { take, clock } = doorOf();
  for (let i = 0; i < 30; i++) {
    strictEqual((await take({ ...BODY, ref: `r${i}` }, { isTrusted: true })).status, 409);
  }
  const full = await take(BODY, { isTrusted: true });
  deepStrictEqual([full.status, full.status === 429 && full.retryAfterS], [429, 60]);
  strictEqual((await take({ ...BODY, key: KEY })).status, 409);
  await clock.advance(60_000);
  strictEqual((await take(BODY, { isTrusted: true })).status, 409);
});

Deno.test("repeats and what could not be stored take no place, faulty ones none of the others', and a stop has places kept", async () => {
  const known = {
    kind: "known",
    signal: { id: "i", label: "l", state: "queued" },
  } as unknown as InboundAnswer;
  for (const [answer, status] of [[known, 200], [new Error("disk full"), 503]] as const) {
    const { take } = doorOf(answer);
    for (let i = 0; i < 40; i++) strictEqual((await take(BODY, { isTrusted: true })).status, status);
  }
  const { take } = doorOf();
  const statusOf = async (change: object) => (await take({ ...BODY, ...change }, { isTrusted: true })).status;
  for (let i = 0; i < 30; i++) strictEqual(await statusOf({ ticker: "no ticker" }), 422);
  strictEqual(await statusOf({ ticker: "no ticker" }), 429);
  for (let i = 0; i < 30; i++) strictEqual(await statusOf({}), 409);
  strictEqual(await statusOf({}), 429);
  const stop = { action: "sell", class: "protective" };
  for (let i = 0; i < 10; i++) strictEqual(await statusOf(stop), 409);
  strictEqual(await statusOf(stop), 429);
});

Deno.test("a key that stands where it does not belong is neither answered nor stored", async () => {
  const { take, facts } = doorOf();
  const named = await take({ ...BODY, key: KEY, [KEY]: 1 });
  strictEqual(named.status, 422);
  assertTrue(!JSON.stringify(named).includes(KEY.slice(0, 20)), JSON.stringify(named));
  await take({ ...BODY, key: KEY, reason: `sent with ${KEY}`, ref: KEY });
  deepStrictEqual(facts.map(({ ref, reason }) => [ref, reason]), [["[key]", "sent with [key]"]]);
});

Deno.test("what cannot be written down is not called taken, and faults of a body are told", async () => {
  const broken = doorOf(new Error("disk full"));
  strictEqual((await broken.take(BODY, { isTrusted: true })).status, 503);
  strictEqual(broken.failures.length, 1);
  const { take } = doorOf();
  const refused = await take({ ...BODY, action: "hold" }, { isTrusted: true });
  match(refused.status === 422 ? refused.faults.join() : "", /action/);
  strictEqual((await take({ ...BODY, reason: "x".repeat(17_000) }, { isTrusted: true })).status, 413);
});

Deno.test("a right signature of another time is no stranger's: it is told both times, and what to set", async () => {
  const { take } = doorOf();
  const timestamp = String(NOW_MS / 1_000 - 3_600);
  const answer = await take(BODY, await sign(JSON.stringify(BODY), { id: "msg_1", timestamp }));
  strictEqual(answer.status, 401);
  match("detail" in answer ? answer.detail : "", /signature is right, and its time is not.*set the clock/);
  const wrong = await take(
    BODY,
    await sign(JSON.stringify(BODY), { id: "msg_1", timestamp }, new Uint8Array(32).fill(8)),
  );
  match("detail" in wrong ? wrong.detail : "", /^Send SIGNAL_V2_TOKEN/);
});
