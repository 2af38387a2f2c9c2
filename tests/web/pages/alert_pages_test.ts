/** `/alerts`: alarms of a person, set, taken away and brought back by plain forms, and by programs as JSON. */
import assert from "node:assert/strict";
import type { Alert, AlertsPort } from "../../../src/commands/deps.ts";
import { createTestWeb } from "../../support/app_view.ts";
import { toText } from "./support.ts";

const HTML = { accept: "text/html", "accept-language": "ko" };
const MEANT = { "x-signal-action": "1", "content-type": "application/json" };

function openWeb(change: Partial<AlertsPort> = {}, access: Parameters<typeof createTestWeb>[0] = {}) {
  const alerts: Alert[] = [];
  const port: AlertsPort = {
    list: () => Promise.resolve([...alerts]),
    add: (_owner, alert) => Promise.resolve(alerts.push(alert) > 0),
    remove(_owner, id) {
      const at = alerts.findIndex((one) => one.id === id);
      return Promise.resolve(at >= 0 && alerts.splice(at, 1).length > 0);
    },
    priceNow: () => Promise.resolve(undefined),
    ...change,
  };
  const { ask } = createTestWeb({ deps: { alerts: port }, ...access });
  const page = async (path = "/alerts", headers = HTML) => {
    const answer = await ask(path, { headers });
    return { status: answer.status, html: await answer.text() };
  };
  const csrfOf = (html: string) => /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? "";
  const submit = async (path: string, fields: Readonly<Record<string, string>>) => {
    const csrf = csrfOf((await page()).html);
    const answer = await ask(path, {
      method: "POST",
      body: new URLSearchParams({ csrf, next: "/alerts", ...fields }),
    });
    return { status: answer.status, location: answer.headers.get("location") ?? "" };
  };
  return { alerts, ask, page, submit };
}

Deno.test("an alarm is set by a form, listed in the reader's language, and its notice is said once", async () => {
  const { alerts, page, submit } = openWeb();
  assert.match(toText((await page()).html), /걸어 둔 알림이 없습니다/);
  const { status, location } = await submit("/alerts", {
    ticker: " 005930 ",
    price: "70,000",
    side: "above",
  });
  assert.deepEqual([status, location.startsWith("/alerts?notice=")], [303, true]);
  assert.deepEqual(alerts.map(({ kind, params }) => [kind, params]), [["price_level", {
    ...{ exchange: "krx", ticker: "005930" },
    ...{ above: 70_000, action: "notice", repeat: "once" },
  }]]);
  const told = await page(location);
  assert.match(toText(told.html), /알림을 걸었습니다: 005930 70,000원 이상 되면 한 번/);
  assert.match(told.html, /<title>[^<]*가격 알림/);
  assert.doesNotMatch(toText((await page(location)).html), /알림을 걸었습니다/);
  const english = toText((await page("/alerts?lang=en")).html);
  assert.match(english, /005930 at or above ₩70,000/);
});

Deno.test("what is taken away is brought back by one press, as it was, and no second time", async () => {
  const alert = {
    id: "a1",
    kind: "price_move",
    params: { exchange: "upbit", ticker: "BTC/KRW", movePct: 3 },
  };
  const { alerts, page, submit } = openWeb();
  alerts.push(alert);
  const removed = await submit("/alerts/a1/remove", {});
  assert.deepEqual([removed.status, alerts], [303, []]);
  const { html } = await page(removed.location);
  assert.match(toText(html), /알림을 지웠습니다: BTC\/KRW/);
  const undo = /name="undo" value="([^"]+)"/.exec(html)?.[1] ?? "";
  assert.equal((await submit("/alerts/restore", { undo })).status, 303);
  assert.deepEqual(alerts, [alert]);
  const again = await submit("/alerts/restore", { undo });
  assert.match(toText((await page(again.location)).html), /되돌릴 알림이 없습니다/);
  assert.equal(alerts.length, 1);
  const gone = await submit("/alerts/a9/remove", {});
  assert.match(toText((await page(gone.location)).html), /하지 않았습니다: 그런 알림이 없습니다/);
});

Deno.test("what cannot be an alarm is refused in words that say what to do, and nothing is set", async () => {
  const { alerts, page, submit } = openWeb();
  const cases = [
    [{ ticker: "005930", price: "70000", side: "" }, /이상 또는 이하를 골라/],
    [{ ticker: "005930", price: "seventy", side: "above" }, /0보다 큰 숫자/],
    [{ ticker: "005930", price: "-5", side: "above" }, /0보다 큰 숫자/],
    [{ ticker: "<b>삼성</b>", price: "1", side: "above" }, /하지 않았습니다/],
  ] as const;
  for (const [fields, words] of cases) {
    const { location } = await submit("/alerts", fields);
    const { html } = await page(location);
    assert.match(toText(html), words, JSON.stringify(fields));
    assert.doesNotMatch(html, /<b>삼성/);
  }
  assert.deepEqual(alerts, []);
});

Deno.test("a form without its hidden field, from another page or of a stranger changes nothing", async () => {
  const { alerts, ask, submit } = openWeb();
  const body = () => new URLSearchParams({ ticker: "005930", price: "1", side: "above" });
  for (const path of ["/alerts", "/alerts/a1/remove", "/alerts/restore"]) {
    assert.equal((await ask(path, { method: "POST", body: body() })).status, 403, path);
    const foreign = { origin: "http://evil.example", "x-signal-action": "1" };
    assert.equal((await ask(path, { method: "POST", body: body(), headers: foreign })).status, 403, path);
  }
  assert.equal((await submit("/alerts", { csrf: "guess", ticker: "005930", price: "1" })).status, 403);
  const stranger = openWeb({}, { token: "a-token-of-the-owner", remoteAddress: "10.0.0.9" });
  assert.equal((await stranger.ask("/alerts", { headers: { accept: "application/json" } })).status, 401);
  assert.equal((await stranger.ask("/alerts", { headers: HTML })).status, 303);
  assert.equal((await stranger.ask("/alerts", { method: "POST", headers: MEANT, body: "{}" })).status, 401);
  assert.deepEqual([alerts, stranger.alerts], [[], []]);
});

Deno.test("programs read, set and take away alarms as JSON, at the page's address and under /api/v1", async () => {
  const { alerts, ask } = openWeb();
  const add = (path: string, ticker: string) =>
    ask(path, { method: "POST", headers: MEANT, body: JSON.stringify({ ticker, price: 5, side: "below" }) });
  assert.equal((await add("/alerts", "005930")).status, 201);
  const [id = ""] = alerts.map((one) => one.id);
  const listed = await (await ask("/alerts")).json();
  assert.deepEqual(listed.items.map((one: Record<string, unknown>) => [one.id, one.kind]), [[
    id,
    "price_level",
  ]]);
  assert.deepEqual(await (await ask("/api/v1/alerts")).json(), listed);
  assert.equal((await ask(`/alerts/${id}/remove`, { method: "POST", headers: MEANT })).status, 200);
  assert.equal((await add("/api/v1/alerts", "BTC/KRW")).status, 201);
  const [other = ""] = alerts.map((one) => one.id);
  const removed = await ask(`/api/v1/alerts/${other}`, { method: "DELETE", headers: MEANT });
  assert.deepEqual([removed.status, alerts], [200, []]);
  const wrong = await ask("/alerts", { method: "POST", headers: MEANT, body: '{"ticker":"005930"}' });
  assert.deepEqual([wrong.status, (await wrong.json()).code], [400, "bad_arguments"]);
  assert.equal((await ask("/alerts", { method: "PUT" })).status, 405);
});

Deno.test("more alarms than a page shows are turned page by page, and no more than 200 are set", async () => {
  const { alerts, ask, page, submit } = openWeb();
  for (let i = 1; i <= 199; i++) {
    const params = { exchange: "krx", ticker: "005930", above: i, action: "notice", repeat: "once" };
    alerts.push({ id: `a${i}`, kind: "price_level", params });
  }
  const idsOf = (html: string) => [...html.matchAll(/id="remove-(a\d+)"/g)].map(([, id]) => id);
  const first = await page();
  assert.deepEqual([idsOf(first.html).length, idsOf(first.html)[0]], [20, "a1"]);
  assert.match(first.html, /href="\/alerts\?page=2" rel="next"/);
  const last = await page("/alerts?page=10");
  assert.deepEqual([idsOf(last.html).length, idsOf(last.html)[0]], [19, "a181"]);
  assert.match(last.html, /name="next" value="\/alerts\?page=10"/);
  assert.doesNotMatch(last.html, /rel="next"/);
  assert.match((await page("/alerts?page=11")).html, /이 쪽에는 아무것도 없습니다/);
  const fields = { ticker: "005930", price: "70000", side: "above" };
  await submit("/alerts", fields);
  assert.equal(alerts.length, 200);
  const refused = await submit("/alerts", fields);
  assert.match(toText((await page(refused.location)).html), /알림은 200개까지 걸 수 있습니다/);
  assert.equal(alerts.length, 200);
  assert.equal((await (await ask("/alerts")).json()).items.length, 200);
});
