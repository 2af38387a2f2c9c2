import { deepStrictEqual, doesNotMatch, match, strictEqual } from "node:assert/strict";
import { Notices } from "../../../src/web/kit/notices.ts";
import { createStrategyWeb, ScriptedStrategies } from "../scripted_strategies.ts";

const MEANT = { "x-signal-action": "1" };

/** The web with its script, and the proof that stands in its forms. */
async function openWeb(remoteAddress = "127.0.0.1") {
  const strategies = new ScriptedStrategies();
  const web = createStrategyWeb({ strategies });
  const csrf = /name="csrf" value="([^"]+)"/.exec(await web.textOf("/strategies"))?.[1] ?? "";
  const { ask } = remoteAddress === "127.0.0.1" ? web : createStrategyWeb({ strategies, remoteAddress });
  const submit = async (path: string, fields: Record<string, string> = {}) =>
    await ask(path, { method: "POST", body: new URLSearchParams({ csrf, ...fields }) });
  return { strategies, ask, submit, csrf };
}

for (const [action, active] of [["start", true], ["stop", false]] as const) {
  Deno.test(`POST /strategies/:id/${action} tells the strategy and says so to programs`, async () => {
    const { strategies, ask } = await openWeb();
    const response = await ask(`/strategies/btc_ma/${action}`, { method: "POST", headers: MEANT });
    deepStrictEqual([response.status, await response.json()], [202, { id: "btc_ma", active }]);
    deepStrictEqual(strategies.told, [["btc_ma", active]]);
  });
}

Deno.test("a strategy that is not known is a 404 problem, also where none can run", async () => {
  const { strategies, ask } = await openWeb();
  for (const one of [ask, createStrategyWeb().ask]) {
    const response = await one("/strategies/nobody/start", { method: "POST", headers: MEANT });
    deepStrictEqual([response.status, (await response.json()).title], [404, "Unknown strategy"]);
  }
  deepStrictEqual(strategies.told, []);
});

const ANSWERS: readonly (readonly [id: string, action: string, words: RegExp])[] = [
  ["my-idea", "start", /my-idea 전략을 시작하라고 했습니다/],
  ["btc_ma", "stop", /btc_ma 전략을 멈추라고 했습니다/],
  ["nobody", "stop", /nobody 전략이 없어 아무것도 바꾸지 않았습니다/],
];
for (const [id, action, words] of ANSWERS) {
  Deno.test(`a form that wants ${id} to ${action} gets back to its page with a notice that is said once`, async () => {
    const { ask, submit } = await openWeb();
    const sent = await submit(`/strategies/${id}/${action}`, { next: "/strategies" });
    const location = sent.headers.get("location") ?? "";
    strictEqual(sent.status, 303);
    match(location, /^\/strategies\?notice=[\w-]{20,}$/);
    const ko = { headers: { "accept-language": "ko" } };
    doesNotMatch(await (await ask(`${location}&part=main`, ko)).text(), /notice/);
    match(await (await ask(location, ko)).text(), words);
    doesNotMatch(await (await ask(location, ko)).text(), words);
  });
}

Deno.test("the notice is in the language of the page, and no address makes one up", async () => {
  const { ask, submit } = await openWeb();
  const sent = await submit("/strategies/btc_ma/stop", { next: "/strategies/btc_ma?lang=en" });
  const location = sent.headers.get("location") ?? "";
  match(location, /^\/strategies\/btc_ma\?lang=en&notice=/);
  match(await (await ask(location)).text(), /btc_ma was told to stop/);
  for (const notice of ["strategy_started", "", "__proto__"]) {
    doesNotMatch(await (await ask(`/strategies?notice=${notice}`)).text(), /class="notice"/);
  }
});

for (const next of ["//evil.com", "https://evil.com", "/\\evil.com", ""]) {
  Deno.test(`a form that wants to go on to ${JSON.stringify(next)} gets to the list`, async () => {
    const { submit } = await openWeb();
    const sent = await submit("/strategies/btc_ma/stop", { next });
    match(sent.headers.get("location") ?? "", /^\/strategies\?notice=/);
  });
}

Deno.test("nothing is done for a stranger, a foreign page, a form without proof or a GET", async () => {
  const { strategies, ask, submit, csrf } = await openWeb();
  const stranger = await openWeb("192.168.0.20");
  for (const action of ["start", "stop"]) {
    const path = `/strategies/btc_ma/${action}`;
    strictEqual((await stranger.submit(path)).status, 401);
    strictEqual((await submit(path, { csrf: "guess" })).status, 403);
    strictEqual((await ask(path, { method: "POST" })).status, 403);
    const foreign = { ...MEANT, origin: "http://evil.com" };
    strictEqual((await ask(path, { method: "POST", headers: foreign })).status, 403);
    const body = new URLSearchParams({ csrf });
    const crossSite = { "sec-fetch-site": "cross-site" };
    strictEqual((await ask(path, { method: "POST", headers: crossSite, body })).status, 403);
    const got = await ask(path, { headers: MEANT });
    deepStrictEqual([got.status, got.headers.get("allow")], [405, "POST"]);
  }
  deepStrictEqual([strategies.told, stranger.strategies.told], [[], []]);
});

Deno.test("notices that nobody asks for are forgotten, the oldest first", () => {
  const notices = new Notices();
  const keys = Array.from(
    { length: 51 },
    (_, i) => notices.put({ kind: "strategy_started", about: `s${i}` }),
  );
  strictEqual(notices.take(keys[0]), undefined);
  deepStrictEqual(notices.take(keys[1]), { kind: "strategy_started", about: "s1" });
  deepStrictEqual(notices.take(keys[50])?.about, "s50");
  strictEqual(notices.take(undefined), undefined);
});
