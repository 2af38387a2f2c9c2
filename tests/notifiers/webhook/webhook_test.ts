import assert from "node:assert/strict";
import { readWebhookKey, signWebhook } from "../../../src/notifiers/webhook/signature.ts";
import { toOfficeBody } from "../../../src/notifiers/webhook/office_body.ts";
import type { MessageFacts } from "../../../src/notifiers/message_facts.ts";
import { at, buy, protectiveSell } from "../notify_parts.ts";

const toBody = (facts: MessageFacts, change = {}) =>
  toOfficeBody({
    ...{ key: "signal:1:confirmed", facts, lang: "ko", hidesAmounts: false, insteadOf: undefined },
    nowMs: at("09:20:08"),
    ...change,
  });

Deno.test("a webhook is signed as the example of Standard Webhooks is", async () => {
  const key = readWebhookKey("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  assert.ok(key !== undefined);
  const signed = await signWebhook(key, {
    ...{ id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestampS: 1_614_265_330, body: '{"test": 2432232314}' },
  });
  assert.equal(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  assert.deepEqual(["secret", "whsec_!", "whsec_YQ=="].map(readWebhookKey), [
    undefined,
    undefined,
    undefined,
  ]);
});

Deno.test("an office gets the facts of a signal with their ages and what was not judged", () => {
  assert.deepEqual(JSON.parse(toBody(buy()) ?? ""), {
    type: "signal.confirmed",
    id: "signal:1:confirmed",
    label: "S-1120-03",
    ticker: "005930",
    name: "삼성전자",
    action: "buy",
    class: "buy",
    score: 82,
    confidence: 0.82,
    price: 71_300,
    change_pct: 1.2,
    fired_at: "2026-11-20T09:20:08+09:00",
    valid_until: "2026-11-20T09:30:00+09:00",
    ages_s: { price: 12, news: 240 },
    reasons: ["스크리너 3위, 점수 0.81", "거래대금 20일 평균의 2.1배", "뉴스 7건: 긍정 5 · 부정 1"],
    judge: { outcome: "confirm", confidence: 86, model: "qwen3:8b" },
    not_judged: ["disclosure"],
    holding: null,
  });
});

Deno.test("with amounts hidden an office learns of the share of a gain, and of no sum", () => {
  const shown = JSON.parse(toBody(protectiveSell()) ?? "");
  assert.deepEqual([shown.holding, shown.judge], [{ pnl_pct: -7.4, units: 120, pnl_krw: -366_000 }, {
    outcome: "not_asked",
  }]);
  assert.deepEqual(JSON.parse(toBody(protectiveSell(), { hidesAmounts: true }) ?? "").holding, {
    pnl_pct: -7.4,
  });
});
