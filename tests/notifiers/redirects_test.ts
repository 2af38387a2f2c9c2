import assert from "node:assert/strict";
import { startFaultServer } from "../support/fault_server.ts";
import { ok, redirect } from "../support/fault_steps.ts";
import { buy, startTestNotifiers } from "./notify_parts.ts";

Deno.test("fault 12: a proxy that points elsewhere gets neither token nor signature there, and no message counts as sent", async () => {
  await using elsewhere = startFaultServer([ok({ ok: true, result: { message_id: 1 } })]);
  await using proxy = startFaultServer([redirect(307, `${elsewhere.url}/there`)]);
  await using test = await startTestNotifiers({ telegramUrl: proxy.url, officeUrl: `${proxy.url}/hook` });
  await test.notifiers.tell({ key: "a", facts: buy() });
  await test.settle();
  assert.ok(proxy.requests.length >= 2);
  assert.deepEqual(elsewhere.requests, []);
  const states = (await test.rows()).map(({ channel, state }) => `${channel} ${state}`);
  assert.deepEqual(states.toSorted(), ["telegram expired", "webhook refused"]);
});
